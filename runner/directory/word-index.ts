import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { isPostgres, type Queries } from '../database/db';
import { ONE_LETTER, type Term } from './found-by';

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
export function isFoundByIndex(db: Queries, terms: readonly Term[]): RawBuilder<SqlBool> {
	if (isPostgres(db)) {
		return sql`array_to_tsvector(string_to_array(btrim(p.found), ' ')) @@ cast(${inPostgres(terms)} as tsquery)`;
	}
	const { selective, common } = apart(terms);
	const found = sql<SqlBool>`directory_word match ${inSqlite(selective)}`;
	return common.length === 0 ? found : sql<SqlBool>`${found} and ${isFound(common)}`;
}

/**
 * Beginnings of one letter lead to half of everybody, by way of every word that begins so: beside other terms it is
 * quicker to look at those whom these lead to.
 */
function apart(terms: readonly Term[]): { selective: readonly Term[]; common: readonly Term[] } {
	const isCommon = ({ text, begins }: Term) => begins && text.length <= ONE_LETTER;
	const selective = terms.filter((term) => !isCommon(term));
	return selective.length === 0
		? { selective: terms, common: [] }
		: { selective, common: terms.filter(isCommon) };
}

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
	// Whom a row leads to is looked up only where it decides.
	const from =
		isPostgres(db) || apart(terms).common.length > 0 ? wordIndex(db) : sql`directory_word`;
	const some = sql`select 1 from ${from} where ${isFoundByIndex(db, terms)} limit ${most}`;
	const { rows } = await sql<{ people: number | string }>`
		select count(*) as people from (${some}) as counted`.execute(db);
	return Number(rows[0]?.people ?? 0);
}

const inSqlite = (terms: readonly Term[]): string =>
	terms.map(({ text, begins }) => `"${text}"${begins ? ' *' : ''}`).join(' AND ');

const inPostgres = (terms: readonly Term[]): string =>
	terms.map(({ text, begins }) => `'${text}'${begins ? ':*' : ''}`).join(' & ');
