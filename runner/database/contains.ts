import { sql, type RawBuilder } from 'kysely';
import { isPostgres, type Queries } from './db';

/**
 * Whether a text has a search in it, whatever the case of its letters. What a search means is not for the database to
 * read: its signs are letters. Each database makes letters small in its own way, so it does both.
 *
 * @param search what somebody typed, as they typed it
 */
export function contains(text: RawBuilder<unknown>, search: string): RawBuilder<boolean> {
	const typed = search.toWellFormed().replaceAll('\0', '');
	const pattern = `%${typed.replace(/[\\%_]/g, '\\$&')}%`;
	return sql<boolean>`lower(${text}) like lower(${pattern}) escape '\\'`;
}

/** A text inside a column of JSON; empty where there is none. `path`: names of ours, never typed by anybody. */
export function textIn(db: Queries, column: string, path: readonly string[]): RawBuilder<string> {
	const json = sql.ref(column);
	return isPostgres(db)
		? sql`coalesce(${json}::json #>> ${sql.lit(`{${path.join(',')}}`)}, '')`
		: sql`coalesce(${json} ->> ${sql.lit(`$.${path.join('.')}`)}, '')`;
}
