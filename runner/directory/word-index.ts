import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { isPostgres, type Queries } from '../database/db';
import type { Term } from './found-by';

/*
 * The words of everybody, each with whom it leads to: FTS5 in SQLite, a GIN index in Postgres. Terms are letters and
 * digits (see `foundBy`), so that nothing in them is an operator, and they travel as parameters all the same.
 */

/** What to select people from, as `p`, where their words are asked for. */
export const wordIndex = (db: Queries): RawBuilder<unknown> =>
	isPostgres(db)
		? sql`directory_person as p`
		: // `cross`: the words first, however many people there are.
			sql`directory_word cross join directory_person as p on p.row_id = directory_word.rowid`;

/** Whoever all terms lead to. */
export const isFoundByIndex = (db: Queries, terms: readonly Term[]): RawBuilder<SqlBool> =>
	isPostgres(db)
		? sql`array_to_tsvector(string_to_array(btrim(p.found), ' ')) @@ cast(${inPostgres(terms)} as tsquery)`
		: sql`directory_word match ${inSqlite(terms)}`;

/** The same, asked of each row by itself. */
export function isFound(terms: readonly Term[]): RawBuilder<SqlBool> {
	if (terms.length === 0) return sql`1 = 1`;
	const each = terms.map(
		({ text, begins }) => sql`p.found like ${`% ${text}${begins ? '%' : ' %'}`}`,
	);
	return sql`${sql.join(each, sql` and `)}`;
}

/** How many people the terms lead to, counted no further than so many. Of other lists none: terms begin with their mark. */
export async function howMany(db: Queries, terms: readonly Term[], most: number): Promise<number> {
	const some = isPostgres(db)
		? sql`select 1 from directory_person as p where ${isFoundByIndex(db, terms)} limit ${most}`
		: sql`select 1 from directory_word where ${isFoundByIndex(db, terms)} limit ${most}`;
	const { rows } = await sql<{ people: number | string }>`
		select count(*) as people from (${some}) as counted`.execute(db);
	return Number(rows[0]?.people ?? 0);
}

const inSqlite = (terms: readonly Term[]): string =>
	terms.map(({ text, begins }) => `"${text}"${begins ? ' *' : ''}`).join(' AND ');

const inPostgres = (terms: readonly Term[]): string =>
	terms.map(({ text, begins }) => `'${text}'${begins ? ':*' : ''}`).join(' & ');
