import type { ErasedPerson } from '../../runner';

/** Whether a text names somebody: an address of theirs, or every word of their name. */
export function isNamedIn(text: string, { id, names, addresses }: ErasedPerson): boolean {
	const folded = fold(text);
	const words = new Set(wordsOf(text));
	return (
		(id !== null && folded.includes(id)) ||
		addresses.some((address) => folded.includes(fold(address))) ||
		names.some((name) => {
			const own = wordsOf(name);
			// A first name alone is many people's.
			if (own.length < 2) return own.length === 1 && fold(name) === folded;
			return own.every((word) => words.has(word));
		})
	);
}

/** Fewer letters than these say of nobody who they are. */
const LEAST_LETTERS = 3;

/** Whether a search was for somebody: lists find people by the beginnings of their words. */
export function searchesFor(text: string, person: ErasedPerson): boolean {
	if (isNamedIn(text, person)) return true;
	const typed = wordsOf(text);
	const theirs = [...person.names, ...person.addresses.map(localPart)].flatMap(wordsOf);
	return (
		typed.length > 0 &&
		typed.every(
			(word) => word.length >= LEAST_LETTERS && theirs.some((their) => their.startsWith(word)),
		)
	);
}

const localPart = (address: string): string => address.split('@')[0] ?? '';
const fold = (text: string): string => text.normalize('NFKC').trim().toLowerCase();
const wordsOf = (text: string): readonly string[] =>
	fold(text)
		.split(/[^\p{L}\p{N}]+/u)
		.filter((word) => word !== '');
