import type { AuditCheckpoint } from '../checkpoint-of';

/** A step as it is told. */
export interface ToldStep {
	readonly number: number;
	readonly key: string;
	readonly title: string;
	/** A Status: what scripts compare. */
	readonly status: string;
	/** Whether a read showed it. */
	readonly verified: boolean;
	/** What people read: `Accepted` where nobody has seen it yet. */
	readonly word: string;
	readonly reason: string | null;
}

/** A later check that found something, as it is told. */
export interface ToldCheck {
	/** Such as OFF-2026-000417-A1. */
	readonly id: string;
	/** ISO 8601 UTC. */
	readonly at: string;
	readonly found: readonly { readonly claim: string; readonly says: string }[];
}

/** The offboarding that something is told of. */
export interface ToldOffboarding {
	/** Such as OFF-2026-000417. */
	readonly id: string;
	/** Of one more try of single steps only: of which run, the how manieth, and which. */
	readonly tryOf?: {
		readonly run: string;
		readonly number: number;
		readonly steps: readonly string[];
	};
	/** How it stood when it happened: a RunStatus, `running`, or `not_as_recorded` where a later check found something. */
	readonly status: string;
	/** The same in words, simulated included. */
	readonly statusWords: string;
	readonly simulated: boolean;
	readonly employee: {
		readonly id: string | null;
		readonly name: string;
		readonly userPrincipalName: string;
	};
	readonly tenant: { readonly id: string; readonly name: string };
	readonly requestedBy: string | null;
	readonly ticket: string | null;
	readonly startedAt: string;
	readonly finishedAt: string | null;
	/** One sentence that counts. */
	readonly summary: string;
	readonly steps: readonly ToldStep[];
	/** What a later check found not so any more; left out elsewhere. */
	readonly check?: ToldCheck;
	/** The page about it; one has to sign in. */
	readonly url: string;
	/** The PDF, of a later check its own; null where there is none. */
	readonly reportUrl: string | null;
}

/** What is told, before it gets the form that its destination wants. */
export interface ToldEvent {
	/** Of the delivery: the same in each try. */
	readonly id: string;
	/** Its type, such as `offboarding.completed`; of one more try of a step `offboarding.try.completed`, of a later check `offboarding.check.needs_attention`. */
	readonly type: string;
	/** What people read, such as `Offboarding completed`. */
	readonly title: string;
	/** ISO 8601 UTC. */
	readonly at: string;
	readonly isTest: boolean;
	readonly organisation: string;
	readonly offboarding: ToldOffboarding;
	/** The signed checkpoint of the organisation's log; null where nothing could be signed. */
	readonly checkpoint: AuditCheckpoint | null;
}

/** `Offboarding completed: Zoë Łukasiewicz`, and what keeps a rehearsal from being taken for the real thing. */
export function headline({ title, offboarding, isTest }: ToldEvent): string {
	const simulated = offboarding.simulated && !isTest ? ' (simulated)' : '';
	return `${isTest ? 'Test. ' : ''}${title}: ${oneLine(offboarding.employee.name)}${simulated}`;
}

/** `2026-11-20 16:02 UTC`. */
export const moment = (iso: string | null): string =>
	iso === null ? 'not yet' : `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;

/** A name on one line, whatever is in it. */
export const oneLine = (text: string): string => text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();

/** What can be seen at a glance of a checkpoint; the whole note is in the generic shape and in the record. */
export const checkpointLine = ({ size, root }: AuditCheckpoint): string =>
	`Audit log: ${size} entries, root ${root}`;

/** Cuts a text to so many characters, never in the middle of one. */
export function cut(text: string, most: number): string {
	const signs = [...text];
	return signs.length <= most ? text : `${signs.slice(0, most - 1).join('')}…`;
}
