import { BODY, HASH, HASH_LENGTH, PREV } from '../../audit/chain';

/** Where the parts of an entry stand in a pack, see `packsOf`. */
export interface LinePlaces {
	/** Where the line begins. */
	readonly from: number;
	/** Where its text ends, which is hashed as it stands. */
	readonly textEnd: number;
	/** Base64, as the line says. */
	readonly prev: string;
	readonly hash: string;
	/** Of the encrypted body, as the text says; null where it says that there is none. */
	readonly bodyHash: string | null;
	/** Where the text ends in front of `bodyHash`. */
	readonly factsEnd: number;
	/** The encrypted body, part of the pack; null for none. */
	readonly body: Buffer | null;
}

const PREV_BYTES = Buffer.from(PREV);
const [NO_HASH, A_HASH] = [',"bodyHash":null', ',"bodyHash":"'];

/**
 * Finds the parts of a line without reading any of them.
 *
 * @param pack lines, and before the first of them a line break
 * @param from where the line begins
 * @param to where its line break is
 * @returns null for no line of ours
 */
export function placesIn(pack: Buffer, from: number, to: number): LinePlaces | null {
	// The last one: what follows are two hashes and base64.
	const textEnd = pack.lastIndexOf(PREV_BYTES, to);
	const prevAt = textEnd + PREV.length;
	const bodyAt = prevAt + HASH_LENGTH + HASH.length + HASH_LENGTH + BODY.length;
	if (textEnd <= from || bodyAt >= to) return null;
	const tail = pack.toString('latin1', prevAt, bodyAt);
	const isOurs =
		tail.startsWith(HASH, HASH_LENGTH) &&
		tail.endsWith(BODY) &&
		pack.toString('latin1', to - 1, to) === '}';
	if (!isOurs) return null;
	const body = bodyIn(pack, bodyAt, to - 1);
	const end = pack.toString('latin1', textEnd - A_HASH.length - HASH_LENGTH - 1, textEnd);
	const isNone = end.endsWith(NO_HASH);
	if (body === undefined || !(isNone || (end.startsWith(A_HASH) && end.endsWith('"')))) return null;
	return {
		...{ from, textEnd, body },
		prev: tail.slice(0, HASH_LENGTH),
		hash: tail.slice(HASH_LENGTH + HASH.length, -BODY.length),
		bodyHash: isNone ? null : end.slice(A_HASH.length, -1),
		factsEnd: textEnd - (isNone ? NO_HASH.length : end.length),
	};
}

/** Null for none, undefined for what is no body. */
function bodyIn(pack: Buffer, from: number, to: number): Buffer | null | undefined {
	if (to - from === 4 && pack.toString('latin1', from, to) === 'null') return null;
	const [first, last] = [pack[from], pack[to - 1]];
	const quote = 0x22;
	return first === quote && last === quote && to - from > 2
		? pack.subarray(from + 1, to - 1)
		: undefined;
}
