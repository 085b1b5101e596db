import type { Storable } from './handle';

/** Half of a surrogate pair without its other half, and NUL. */
const UNKEPT = /[\0\p{Surrogate}]/gu;

/**
 * What is sent to a database for the parameters of a query, the same for all of them.
 *
 * Refuses what SQLite would store as something else without a word: a Date becomes `'0.0'`, an object
 * `'[object Object]'`, a boolean a number, a whole number beyond 2^53 another one. Times are ISO 8601 text, JSON is
 * text, booleans are 0 or 1. What is no text, a NUL or half a surrogate pair, becomes U+FFFD: Postgres can keep
 * neither, and a journal must not stop at the name of a mailbox. JSON text has them escaped and keeps them.
 *
 * @throws TypeError naming the position and the kind of the value, never the value itself
 */
export function storable(parameters: readonly unknown[]): Storable[] {
	return parameters.map((value, index) => {
		if (typeof value === 'string') return kept(value);
		if (value === null || Buffer.isBuffer(value)) return value;
		if (typeof value === 'number' && isKept(value)) return value;
		throw new TypeError(
			`Query parameter ${index + 1} is ${kindOf(value)}. Store text, a finite number, bytes or null: ` +
				'times as ISO 8601 text, JSON and larger numbers as text, booleans as 0 or 1.',
		);
	});
}

/** Nearly every text is, and looking takes a small part of what replacing does. */
function kept(text: string): string {
	return text.isWellFormed() && !text.includes('\0') ? text : text.replace(UNKEPT, '\uFFFD');
}

/**
 * Hands rows on, unless a whole number in them was too large to be read exactly.
 *
 * @throws RangeError naming the column
 */
export function exactRows<R>(rows: R[]): R[] {
	for (const row of rows) {
		for (const [column, value] of Object.entries(row as Record<string, unknown>)) {
			if (typeof value === 'number' && !isKept(value)) throw tooLarge(column);
		}
	}
	return rows;
}

/** @returns what is thrown for a number that JavaScript cannot hold exactly */
export function tooLarge(column: string): RangeError {
	return new RangeError(`${column} holds a number that is too large. Keep it as text.`);
}

function isKept(value: number): boolean {
	if (Number.isInteger(value)) return Number.isSafeInteger(value);
	return Number.isFinite(value);
}

function kindOf(value: unknown): string {
	if (value instanceof Date) return 'a Date';
	if (typeof value === 'number') {
		return Number.isFinite(value) ? 'a number beyond 2^53' : 'a number that is not finite';
	}
	if (typeof value === 'object') return 'an object';
	return `of type ${typeof value}`;
}
