import { keyText } from '../audit/note';
import type { CheckpointList } from './check-checkpoints';

/** Nobody vouches for a key that came after a lost one. One sentence for people. */
export class LostKeyError extends Error {
	override readonly name = 'LostKeyError';
}

/**
 * Looks at the places where a key took over that the one before has not signed. Whoever has only the database could
 * write such a place too: it holds only for whoever knows the new key from elsewhere.
 *
 * @param entries the numbers of the entries that say that a key was lost; null where the log could not be read
 * @param given a key that is known from elsewhere
 * @returns one sentence
 * @throws LostKeyError
 */
export function compareKeys(
	{ lost, keys }: CheckpointList,
	entries: readonly number[] | null,
	given: string | null,
): string {
	const last = lost.at(-1);
	if (!last) throw new Error('No key was lost.');
	const unsaid = lost.find(({ size }) => entries !== null && !entries.includes(size));
	if (unsaid) {
		throw new LostKeyError(
			`At ${unsaid.size} entries another key takes over, and no entry there says that one was lost.`,
		);
	}
	const since = keys.slice(last.index).map(keyText);
	const says = `Entry ${last.size} says that the key was lost; the one before has signed ${last.signedUpTo} entries.`;
	if (given === null) {
		throw new LostKeyError(
			`${says} Nobody vouches for the one that signs since then: compare it with what you have from elsewhere, and give that with --key. It is ${since.at(-1)}.`,
		);
	}
	if (since.includes(given)) return `${says} What signs since then is the key you gave.`;
	throw new LostKeyError(`${says} What signs since then is not the key you gave: ${since.at(-1)}.`);
}
