import { sql } from 'kysely';
import { isPostgres, type Db } from '../database/db';

const TOUCHED = [
	...(['run', 'step', 'run_event', 'effect', 'schedule', 'schedule_person'] as const),
	...(['bulk_member'] as const),
	...(['audit_subject', 'directory_person'] as const),
];

/**
 * Makes the database forget what was deleted or overwritten, not only hide it: its file is written anew. On Postgres the
 * old rows are taken out of the tables; its log and its backups keep them until their own time is over.
 *
 * @returns false where another process was reading: then the rest of it goes with the next checkpoint of the file
 */
export async function cleanFile(db: Db): Promise<boolean> {
	if (isPostgres(db)) {
		for (const table of TOUCHED) await sql`vacuum ${sql.table(table)}`.execute(db);
		return true;
	}
	await sql`pragma secure_delete = on`.execute(db);
	await sql`vacuum`.execute(db);
	const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db);
	return rows[0]?.busy === 0;
}
