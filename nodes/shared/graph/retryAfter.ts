/** No wait is shorter than this, whatever the service says: a second try within milliseconds is hammering. */
export const SHORTEST_WAIT_MS = 1_000;
const LONGEST_BACKOFF_MS = 60_000;

/**
 * Reads a `Retry-After` header: seconds (decimals allowed) or an HTTP date.
 *
 * @returns milliseconds to wait from `now`, at least one second; null when the header is missing, not readable,
 *   zero, negative or in the past: then the caller backs off by itself
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function parseRetryAfter(header: string | null | undefined, now: Date): number | null {
	const text = header?.trim() ?? '';
	if (/^\d+(\.\d+)?$/.test(text)) {
		const milliseconds = Math.ceil(Number(text) * 1_000);
		return Number.isFinite(milliseconds) && milliseconds > 0
			? Math.max(milliseconds, SHORTEST_WAIT_MS)
			: null;
	}
	// Only the date form of HTTP: Date.parse alone would take "7 pm" and worse.
	if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)) return null;
	const wait = Date.parse(text) - now.getTime();
	return Number.isFinite(wait) && wait > 0 ? Math.max(wait, SHORTEST_WAIT_MS) : null;
}

/**
 * What an answer's `Retry-After` asks for, milliseconds; null as in `parseRetryAfter`. A date in it is meant by the
 * clock of the service, so it is held against the answer's own `Date` where there is one.
 */
export function waitAskedFor(headers: Readonly<Record<string, string>>, now: Date): number | null {
	const theirs = Date.parse(headers['date'] ?? '');
	return parseRetryAfter(headers['retry-after'], Number.isNaN(theirs) ? now : new Date(theirs));
}

/**
 * How long to wait where the service did not say: doubling, with jitter, never below one second.
 *
 * @param attempt the attempt that has just failed, from 1
 * @param random a number in [0, 1)
 */
export function backOff(attempt: number, random: number = Math.random()): number {
	const ceiling = Math.min(LONGEST_BACKOFF_MS, SHORTEST_WAIT_MS * 2 ** attempt);
	return Math.round(SHORTEST_WAIT_MS + random * (ceiling - SHORTEST_WAIT_MS));
}
