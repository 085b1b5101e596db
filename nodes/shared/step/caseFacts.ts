import { namedValuesIn } from './namedValues';

/**
 * What whoever asked knows of the leaving itself and Microsoft 365 does not: when employment ends, who approved it, what
 * is to become of the data. Everything is optional. What is absent was not recorded: it is never worked out from
 * something else, and the record says so. Texts come from people: data, never markup.
 */
export interface CaseFacts {
	/** When employment ends: ISO 8601 UTC. Resolved once, when it was asked for. */
	readonly effectiveEnd?: string;
	/** The same on the clocks there, `2026-11-27 18:00:00 (UTC+01:00)`. */
	readonly effectiveEndLocal?: string;
	/** IANA name. */
	readonly effectiveEndZone?: string;
	/** `employee` or `contractor`. */
	readonly workerType?: string;
	/** `voluntary` or `involuntary`. */
	readonly departure?: string;
	/** When notice was received, ISO 8601 UTC, and by which way. */
	readonly noticeAt?: string;
	readonly noticeBy?: string;
	/** Of who asked: their role, how they proved who they are, and from where. */
	readonly requesterRole?: string;
	readonly requesterAuth?: string;
	readonly requesterAddress?: string;
	readonly approvedBy?: string;
	/** ISO 8601 UTC. */
	readonly approvedAt?: string;
	readonly reason?: string;
	/** The template or policy it follows, with its version where it has one. */
	readonly policy?: string;
	/** When it was scheduled to begin, ISO 8601 UTC, and on the clocks of the zone it was scheduled in. */
	readonly scheduledFor?: string;
	readonly scheduledForLocal?: string;
	readonly scheduledForZone?: string;
	/** How many minutes after the end of employment the lock-out may come at the latest. */
	readonly lockOutTargetMinutes?: number;
	/** Who takes care of what stays open, and until when: `2026-12-04`. */
	readonly owner?: string;
	readonly due?: string;
	/** `2026-12-04`. */
	readonly forwardUntil?: string;
	/** `on` or `off`, as whoever asked says; OffboardIQ neither sets nor reads it. */
	readonly litigationHold?: string;
	/** How long this record is kept, and on what lawful basis, as whoever asked says. */
	readonly keepRecordUntil?: string;
	readonly lawfulBasis?: string;
}

const TEXTS = [
	...['effectiveEnd', 'effectiveEndLocal', 'effectiveEndZone', 'workerType', 'departure'],
	...['noticeAt', 'noticeBy', 'requesterRole', 'requesterAuth', 'requesterAddress'],
	...['approvedBy', 'approvedAt', 'reason', 'policy', 'scheduledFor', 'scheduledForLocal'],
	...['scheduledForZone', 'owner', 'due', 'forwardUntil', 'litigationHold', 'keepRecordUntil'],
	'lawfulBasis',
];
/** These are reckoned with, so they have to be an instant. */
const INSTANTS = ['effectiveEnd', 'noticeAt', 'approvedAt', 'scheduledFor'];
const LONGEST = 1000;

/** The facts of a case cannot be used as they are. One line for people. */
export class CaseFactsError extends Error {
	override readonly name = 'CaseFactsError';
}

/**
 * Facts of a case as they come from outside: an object, or its JSON as text. What is empty is not recorded, and an
 * instant is turned to UTC.
 *
 * @returns null where nothing is recorded
 * @throws CaseFactsError for an unknown name, or a value that is none: a slip must not look like "not recorded"
 */
export function caseFactsIn(given: unknown): CaseFacts | null {
	return namedValuesIn(
		given,
		factOf,
		() => new CaseFactsError('The facts of the case are not a JSON object.'),
	);
}

function factOf(name: string, value: unknown): string | number {
	if (name === 'lockOutTargetMinutes') {
		if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
		throw new CaseFactsError('lockOutTargetMinutes is a whole number of minutes, 0 or more.');
	}
	if (!TEXTS.includes(name)) {
		throw new CaseFactsError(`The facts of a case have no "${name.slice(0, 60)}".`);
	}
	if (typeof value !== 'string' || value.length > LONGEST) {
		throw new CaseFactsError(`${name} is a text of at most ${LONGEST} characters.`);
	}
	return INSTANTS.includes(name) ? instantOf(name, value) : value;
}

/** An instant needs an offset: without one it would mean another moment on every machine. */
function instantOf(name: string, value: string): string {
	const at = /(?:Z|[+-]\d{2}:\d{2})$/.test(value) ? new Date(value) : null;
	if (at !== null && !Number.isNaN(at.getTime())) return at.toISOString();
	throw new CaseFactsError(`${name} is a time with its offset, such as 2026-11-27T18:00:00+01:00.`);
}
