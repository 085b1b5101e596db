const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long after a try the next one comes, milliseconds: Standard Webhooks' suggestion. The first comes at once. */
const DELAYS = [
	...[5 * SECOND, 5 * MINUTE, 30 * MINUTE],
	...[2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR],
];

/** So often something is tried. */
export const MOST_ATTEMPTS = DELAYS.length + 1;

/** A rule by which nothing arrives for so long is paused. */
export const FAILING_MS = 5 * 24 * HOUR;

/** What came back, or why nothing did. */
export interface Outcome {
	/** HTTP status; null: there was no answer. */
	readonly status: number | null;
	/** Of the answer, as it came. */
	readonly retryAfter: string | null;
	/** False where another try would come to the same: the address may not be sent to. */
	readonly mayRepeat: boolean;
}

/** What becomes of it. */
export type Verdict =
	| { readonly next: 'delivered' | 'dead' | 'gone' }
	| { readonly next: 'again'; readonly afterMs: number };

/**
 * Decides what comes after a try. Repeated is what may be better later: no answer, 408, 425, 429 and 5xx. Every other
 * answer is final; a redirect is one, because it is not followed.
 *
 * @param attempts how many there were, this one included
 * @param random 0 to 1: delays vary by a fifth, so that many do not come back at the same moment
 */
export function verdictOn(
	{ status, retryAfter, mayRepeat }: Outcome,
	attempts: number,
	at: Date,
	random: number = Math.random(),
): Verdict {
	if (status !== null && status >= 200 && status < 300) return { next: 'delivered' };
	if (status === 410) return { next: 'gone' };
	const delay = DELAYS[attempts - 1];
	if (!mayRepeat || !isPassing(status) || delay === undefined) return { next: 'dead' };
	const afterMs = Math.round(delay * (0.8 + 0.4 * random));
	return { next: 'again', afterMs: Math.max(afterMs, waitOf(retryAfter, at)) };
}

const isPassing = (status: number | null): boolean =>
	status === null || status === 408 || status === 425 || status === 429 || status >= 500;

/** Retry-After as seconds or a date, in milliseconds; never longer than the longest delay of ours. */
function waitOf(text: string | null, at: Date): number {
	if (text === null) return 0;
	const trimmed = text.trim();
	const wait = /^\d{1,9}$/.test(trimmed)
		? Number(trimmed) * SECOND
		: Date.parse(trimmed) - at.getTime();
	return Number.isNaN(wait) ? 0 : Math.min(Math.max(wait, 0), 24 * HOUR);
}
