import type { Kysely } from 'kysely';

/** Organisations that are to be deleted, until they are or an Owner calls it off. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('deletion')
		.addColumn('organisation_id', 'text', (column) => column.primaryKey())
		.addColumn('asked_by', 'text', (column) => column.notNull())
		.addColumn('asked_at', 'text', (column) => column.notNull())
		.addColumn('due_at', 'text', (column) => column.notNull())
		.execute();
}
