import type { Kysely } from 'kysely';

/** How often somebody in a list was seen to have changed since its syncs began. Immutable once released. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.alterTable('directory_sync')
		.addColumn('seen_between', 'integer', (column) => column.notNull().defaultTo(0))
		.execute();
}
