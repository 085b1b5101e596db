import type { Kysely } from 'kysely';

/** Trying single steps again: which ones a run is about, and which one somebody meant. Immutable once released. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('run').addColumn('only_json', 'text').execute();
	await db.schema.alterTable('follow_up').addColumn('step', 'text').execute();
}
