import type { Kysely } from 'kysely';

/** When somebody asked for a list to be stopped. Immutable once released. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('bulk').addColumn('cancel_requested_at', 'text').execute();
}
