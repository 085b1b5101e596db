import { createHash } from 'node:crypto';
import { fold } from './fold';
import { markOf } from './name-key';
import type { Facts, Place } from './person';

/** What a list can be narrowed to, besides words. */
export interface Narrowing {
	/** A department as it is written in the directory; null: of any. */
	readonly department: string | null;
	readonly onPremises: boolean;
	/** Those for whom no manager is set. Never in the list of a group: Graph does not say it there. */
	readonly noManager: boolean;
}

/** A term of a search. `begins`: every word that begins with it. */
export interface Term {
	readonly text: string;
	readonly begins: boolean;
}

/** How long a term is of which one letter was typed: the mark of its list, what it is, and the letter. */
export const ONE_LETTER = 8;

/** Longer words are found by their beginning. */
const LONGEST_WORD = 24;
const MOST_WORDS = 8;

/**
 * The words somebody is found by: name, address without its domain, department and title, and one for each thing a
 * list can be narrowed to. Each begins with the mark of its list, so that one index serves all of them, and holds
 * nothing but letters and digits, so that no word can mean anything in a query.
 */
export function foundBy(place: Place, facts: Facts): string {
	const mark = shortMark(place);
	const { display_name, user_principal_name, mail, department, job_title } = facts;
	const texts = [display_name ?? '', localPart(user_principal_name), localPart(mail)];
	// One text: a tenant has a hundred thousand people, and each call costs more than its letters.
	const words = new Set(wordsOf([...texts, department ?? '', job_title ?? ''].join(' ')));
	const terms = Array.from(words, (word) => `${mark}w${word}`);
	if (department !== null) terms.push(departmentTerm(mark, department));
	if (facts.on_premises_sync_enabled === 1) terms.push(`${mark}p`);
	if (facts.manager_id === null) terms.push(`${mark}n`);
	return ` ${terms.join(' ')} `;
}

/** What a search and what it is narrowed to ask for: all of them; none for everybody. */
export function termsOf(place: Place, search: string, narrow: Narrowing): readonly Term[] {
	const mark = shortMark(place);
	const text = search.replace(/@\S*/g, ' ');
	const words = [...new Set(wordsOf(text))].slice(0, MOST_WORDS);
	const terms: Term[] = words.map((word) => ({ text: `${mark}w${word}`, begins: true }));
	const exactly = (term: string) => terms.push({ text: term, begins: false });
	if (narrow.department !== null) exactly(departmentTerm(mark, narrow.department));
	if (narrow.onPremises) exactly(`${mark}p`);
	if (narrow.noManager) exactly(`${mark}n`);
	return terms;
}

/** The words of an address, each of them whole. */
export function addressTerms(place: Place, address: string): readonly Term[] {
	const mark = shortMark(place);
	const words = [...new Set(wordsOf(localPart(address)))].slice(0, MOST_WORDS);
	return words.map((word) => ({ text: `${mark}w${word}`, begins: false }));
}

/** Whether a search says anything to look for: of signs alone nothing is left. */
export const hasWords = (search: string): boolean =>
	wordsOf(search.replace(/@\S*/g, ' ')).length > 0;

const shortMark = (place: Place): string => markOf(place).slice(0, 6);

const localPart = (address: string | null): string => address?.split('@', 1)[0] ?? '';

function wordsOf(text: string): string[] {
	const words = fold(text).match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
	return words.map((word) =>
		word.length > LONGEST_WORD ? [...word].slice(0, LONGEST_WORD).join('') : word,
	);
}

/** Departments of the same letters are the same one, whatever their case. */
const departmentTerm = (mark: string, department: string): string =>
	`${mark}d${departmentHash(department)}`;

/** A tenant has few departments and many people. Begun anew when full: whatever is in it can be worked out again. */
const hashes = new Map<string, string>();
const MOST_HASHES = 2_000;

function departmentHash(department: string): string {
	const known = hashes.get(department);
	if (known !== undefined) return known;
	if (hashes.size >= MOST_HASHES) hashes.clear();
	const hash = createHash('sha256').update(fold(department)).digest('hex').slice(0, 12);
	hashes.set(department, hash);
	return hash;
}
