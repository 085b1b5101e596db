import {
	sql,
	type DeleteResult,
	type InsertResult,
	type RawBuilder,
	type UpdateResult,
} from 'kysely';
import { isPostgres, type Queries } from './db';
import type { Schema } from './schema';

/**
 * How many rows a write touched, the same on every database. A compare-and-set is an update whose `where` names the
 * state that is expected: 1 row means it was won, 0 that somebody else was there first.
 */
export function updated(result: UpdateResult | DeleteResult | InsertResult): number {
	if ('numUpdatedRows' in result) return Number(result.numUpdatedRows);
	if ('numDeletedRows' in result) return Number(result.numDeletedRows);
	return Number(result.numInsertedOrUpdatedRows ?? 0);
}

/**
 * The clock of the database, for use inside a statement: ISO 8601 UTC text with milliseconds, like
 * 2026-11-25T21:07:55.123Z. Processes on several machines have this one in common, and such texts compare as times.
 */
export function clock(queries: Queries): RawBuilder<string> {
	return isPostgres(queries)
		? sql<string>`to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
		: sql<string>`strftime('%Y-%m-%dT%H:%M:%fZ', 'now')`;
}

/** The clock of the database, read now: not when the transaction began. */
export async function dbNow(queries: Queries): Promise<string> {
	const { rows } = await sql<{ now: string }>`select ${clock(queries)} as now`.execute(queries);
	if (rows[0]) return rows[0].now;
	throw new Error('The database gave no time');
}

/**
 * Makes everybody else who locks the same row wait until this transaction ends. Begin with it whenever something is
 * read and then decided upon. Postgres locks the row; SQLite's transactions are one after the other anyway.
 *
 * @param tx a transaction, not the database
 * @returns whether there is such a row; if not, nothing is locked
 */
export async function lockRow<T extends keyof Schema>(
	tx: Queries,
	table: T,
	column: keyof Schema[T] & string,
	value: string,
): Promise<boolean> {
	if (!tx.isTransaction) throw new Error('A row is locked inside a transaction');
	const name = sql.ref(column);
	const { rows } = await sql`
		update ${sql.table(table)} set ${name} = ${name} where ${name} = ${value} returning 1 as locked
	`.execute(tx);
	return rows.length > 0;
}

/** The clock of the database, read now, as a Date. */
export async function databaseNow(queries: Queries): Promise<Date> {
	return new Date(await dbNow(queries));
}
