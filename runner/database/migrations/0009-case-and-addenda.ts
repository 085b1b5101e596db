import type { Kysely } from 'kysely';

/**
 * What whoever asked knew of the leaving itself, as JSON, and the later checks of a run. Immutable once released.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const table of ['run', 'schedule', 'bulk']) {
		await db.schema.alterTable(table).addColumn('case_json', 'text').execute();
	}
	await db.schema.alterTable('schedule').addColumn('ticket', 'text').execute();
	await db.schema
		.createTable('addendum')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('run_id', 'text', (column) => column.notNull().references('run.id'))
		.addColumn('number', 'integer', (column) => column.notNull())
		.addColumn('checked_at', 'text', (column) => column.notNull())
		.addColumn('is_scheduled', 'integer', (column) => column.notNull())
		.addColumn('verdict', 'text', (column) => column.notNull())
		.addColumn('addendum_json', 'text')
		.addColumn('report_path', 'text')
		.addColumn('report_sha256', 'text', (column) => column.notNull())
		.addUniqueConstraint('addendum_number', ['run_id', 'number'])
		.execute();
}
