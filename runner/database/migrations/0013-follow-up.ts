import type { Kysely } from 'kysely';

/** What people decide and do about runs that have ended. Immutable once released. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('follow_up')
		.addColumn('run_id', 'text', (column) => column.notNull().references('run.id'))
		.addColumn('number', 'integer', (column) => column.notNull())
		.addColumn('kind', 'text', (column) => column.notNull())
		.addColumn('device_id', 'text')
		.addColumn('device', 'text')
		.addColumn('reason', 'text')
		.addColumn('by_name', 'text', (column) => column.notNull())
		.addColumn('next_run', 'text')
		.addColumn('at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('follow_up_key', ['run_id', 'number'])
		.execute();
}
