import type { Kysely } from 'kysely';

/** Until when a run that killed before is watched. Immutable once released. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('run').addColumn('watched_until', 'text').execute();
}
