/**
 * How far a clock is ahead of the host that answered, by its `Date` header: negative when it is behind. Good to a second
 * or two, which is enough to notice a clock that is wrong.
 *
 * @param now what the clock showed when the answer came
 * @returns milliseconds; null when the header is missing or no date
 */
export function clockAhead(
	headers: Readonly<Record<string, string>> | undefined,
	now: Date,
): number | null {
	const date = Date.parse(headers?.['date'] ?? '');
	return Number.isNaN(date) ? null : now.getTime() - date;
}
