import type { Queries } from './db';
import { sql } from 'kysely';

/** The time by the clock of the database, ISO 8601 UTC with milliseconds: the one clock all runners share. */
export async function databaseNow(db: Queries): Promise<Date> {
	const { rows } = await sql<{
		now: string;
	}>`select strftime('%Y-%m-%dT%H:%M:%fZ', 'now') as now`.execute(db);
	return new Date(rows[0]?.now ?? Date.now());
}
