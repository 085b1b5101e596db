/**
 * Refuses what SQLite would store as something else without a word: a Date becomes `'0.0'`, an object
 * `'[object Object]'`, a boolean a number. Times are ISO 8601 text, JSON is text, booleans are 0 or 1.
 *
 * @throws TypeError naming the position and the kind of the value, never the value itself
 */
export function checkParameters(parameters: readonly unknown[]): void {
	parameters.forEach((value, index) => {
		if (isStorable(value)) return;
		throw new TypeError(
			`Query parameter ${index + 1} is ${kindOf(value)}. Store text, a finite number, bytes or null: ` +
				'times as ISO 8601 text, JSON as text, booleans as 0 or 1.',
		);
	});
}

function isStorable(value: unknown): boolean {
	if (value === null || typeof value === 'string') return true;
	if (typeof value === 'number') return Number.isFinite(value);
	return Buffer.isBuffer(value);
}

function kindOf(value: unknown): string {
	if (value instanceof Date) return 'a Date';
	if (typeof value === 'number') return 'a number that is not finite';
	if (typeof value === 'object') return 'an object';
	return `of type ${typeof value}`;
}
