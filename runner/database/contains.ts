import { sql, type Expression, type RawBuilder } from 'kysely';
import { isPostgres, type Queries } from './db';

/**
 * Whether a text has a search in it, whatever the case of its letters. What a search means is not for the database to
 * read: its signs are letters. SQLite knows the case of A to Z only and Postgres that of its own locale, so each letter
 * is asked for in all its cases, which both understand.
 *
 * @param search what somebody typed, as they typed it
 */
export function contains(
	db: Pick<Queries, 'getExecutor'>,
	text: Expression<unknown>,
	search: string,
): RawBuilder<boolean> {
	const letters = [...search.toWellFormed().replaceAll('\0', '').normalize('NFC')];
	return isPostgres(db)
		? sql<boolean>`${text} ~ ${letters.map(inRegularExpression).join('')}`
		: sql<boolean>`${text} glob ${`*${letters.map(inGlob).join('')}*`}`;
}

/** Whoever writes Yılmaz in capitals, or İpek in small letters, writes it with these. */
const EVERY_I = ['i', 'I', 'ı', 'İ'];

/** One letter in all its cases that are one letter too: small, capital, and the other small one of a Greek sigma. */
function casesOf(letter: string): readonly string[] {
	if (EVERY_I.includes(letter)) return EVERY_I;
	const capital = letter.toUpperCase();
	const cases = [letter, letter.toLowerCase(), capital, capital.toLowerCase()];
	return [...new Set(cases)].filter((one) => [...one].length === 1);
}

function inGlob(letter: string): string {
	const cases = casesOf(letter);
	return cases.length > 1 || '*?['.includes(letter) ? `[${cases.join('')}]` : letter;
}

function inRegularExpression(letter: string): string {
	const cases = casesOf(letter);
	if (cases.length > 1) return `[${cases.join('')}]`;
	return /[!-/:-@[-`{-~]/.test(letter) ? `\\${letter}` : letter;
}

/** A text inside a column of JSON; empty where there is none. `path`: names of ours, never typed by anybody. */
export function textIn(db: Queries, column: string, path: readonly string[]): RawBuilder<string> {
	const json = sql.ref(column);
	return isPostgres(db)
		? sql`coalesce(${json}::json #>> ${sql.lit(`{${path.join(',')}}`)}, '')`
		: sql`coalesce(${json} ->> ${sql.lit(`$.${path.join('.')}`)}, '')`;
}
