import type { Offboarding } from '../../step/offboarding';
import { isNotTried } from '../../step/onlySteps';
import type { StepOutcome } from '../../step/outcome';
import type { StatusMark, StepKey, StepName } from '../../step/vocabulary';
import { finalRows, rowsOf, type Row } from '../rows';
import { latest } from '../times';

/** One step by the clock: asked for, accepted, seen, and when it bites at the latest. ISO 8601 UTC; null: never. */
export interface ActionTimes {
	readonly number: StepName['number'];
	readonly key: StepKey;
	readonly status: StatusMark;
	/** False for a step that was no part of this try; left out for every other. */
	readonly tried?: false;
	/** When the first write was sent. */
	readonly requestedAt: string | null;
	readonly acceptedAt: string | null;
	/** When the last read showed it; null unless all of it was seen. */
	readonly verifiedAt: string | null;
	/** By when it takes effect where that is known. */
	readonly effectiveBy: string | null;
	/** What that rests on, or why nobody knows. */
	readonly effect: string;
}

/**
 * How long an access token that was issued before may go on working, unless a token policy of the tenant says otherwise.
 * @see https://learn.microsoft.com/entra/identity-platform/configurable-token-lifetimes
 */
const TOKEN_MS = 90 * 60_000;

const TOKENS = 'Tokens issued before live up to 90 min in apps that do not check again.';

/** Milliseconds from accepted to effective; null where Microsoft says nothing that can be reckoned with. */
const EFFECT: Readonly<
	Record<Exclude<StepKey, 'compliancePdf'>, readonly [number | null, string]>
> = {
	disableAccount: [0, 'The next sign-in is refused.'],
	resetPassword: [0, 'The next sign-in needs the new password.'],
	revokeSessions: [TOKEN_MS, TOKENS],
	removeMfaMethods: [0, 'The next sign-in can not use them.'],
	removeAdminRoles: [TOKEN_MS, TOKENS],
	forwardEmail: [0, 'For mail that comes from then on.'],
	setOutOfOffice: [0, 'For mail that comes from then on.'],
	wipeDevices: [null, 'When the device next asks Intune. Not known.'],
	removeFromTeams: [null, 'When each app next looks. Not known.'],
};

/** The steps before the record, each with its times. */
export function actionsOf(offboarding: Offboarding): ActionTimes[] {
	return finalRows(rowsOf(offboarding)).flatMap((row) =>
		row.step.key === 'compliancePdf' ? [] : [timesOf(row, row.step.key)],
	);
}

function timesOf({ step, outcome, mark }: Row, key: keyof typeof EFFECT): ActionTimes {
	const [after, effect] = EFFECT[key];
	const isDone = mark === 'done' || mark === 'accepted';
	const acceptedAt = isDone ? timeIn(outcome, 'acceptedAt') : null;
	return {
		number: step.number,
		key,
		status: mark === 'document' ? 'pending' : mark,
		...(outcome && isNotTried(outcome) ? { tried: false as const } : {}),
		requestedAt: outcome?.calls.find(({ method }) => method !== 'GET')?.sentAt ?? null,
		acceptedAt,
		verifiedAt: mark === 'done' ? timeIn(outcome, 'verifiedAt') : null,
		effectiveBy: after === null || acceptedAt === null ? null : later(acceptedAt, after),
		effect: acceptedAt === null ? '' : effect,
	};
}

function timeIn(outcome: StepOutcome | null, which: 'acceptedAt' | 'verifiedAt'): string | null {
	return latest((outcome?.items ?? []).map((item) => item[which]));
}

function later(iso: string, ms: number): string {
	const at = Date.parse(iso);
	return Number.isNaN(at) ? iso : new Date(at + ms).toISOString();
}
