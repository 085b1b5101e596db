import type { Kysely } from 'kysely';

/** How often in a row a process died over a run. Immutable once released. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.alterTable('run')
		.addColumn('crash_count', 'integer', (column) => column.notNull().defaultTo(0))
		.execute();
}
