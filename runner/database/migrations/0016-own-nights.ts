import type { Kysely } from 'kysely';

/** When the people of a connection are synced, where that is not when all others are. Immutable once released. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('own_night')
		.addColumn('connection_id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('sync_at', 'text')
		.addColumn('zone', 'text', (column) => column.notNull())
		.addColumn('due_at', 'text')
		.addColumn('tries', 'integer', (column) => column.notNull())
		.execute();
	await db.schema.createIndex('own_night_due').on('own_night').columns(['due_at']).execute();
}
