import { types } from 'pg';
import { tooLarge } from './values';

const BOOL = 16;
const BYTEA = 17;
const NUMBERS: ReadonlySet<number> = new Set([20, 21, 23, 26, 700, 701, 1700]);

/** Values as SQLite gives them: numbers, text, bytes and null. No Date, no object, no boolean. */
export const PORTABLE_TYPES = {
	getTypeParser: (oid: number): ((text: string) => unknown) => {
		if (oid === BYTEA) return types.getTypeParser(BYTEA, 'text') as (text: string) => Buffer;
		if (oid === BOOL) return (text) => (text === 't' ? 1 : 0);
		return NUMBERS.has(oid) ? toNumber : (text) => text;
	},
};

/** A count comes as 64 bits. What does not fit is refused instead of being rounded. */
function toNumber(text: string): number {
	const value = Number(text);
	if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw tooLarge('A column');
	return value;
}
