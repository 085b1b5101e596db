import type { Kysely } from 'kysely';

/** What an organisation fills its forms with, and which schedules somebody was reminded of. Immutable once released. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('offboarding_template')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('organisation_id', 'text', (column) => column.notNull())
		.addColumn('name', 'text', (column) => column.notNull())
		.addColumn('is_first', 'integer', (column) => column.notNull())
		.addColumn('values_json', 'text', (column) => column.notNull())
		.addColumn('version', 'integer', (column) => column.notNull())
		.addColumn('changed_at', 'text', (column) => column.notNull())
		.addUniqueConstraint('offboarding_template_name', ['organisation_id', 'name'])
		.execute();
	await db.schema
		.createTable('schedule_notice')
		.addColumn('schedule_id', 'text', (column) => column.notNull())
		.addColumn('kind', 'text', (column) => column.notNull())
		.addColumn('due_at', 'text', (column) => column.notNull())
		.addColumn('organisation_id', 'text', (column) => column.notNull())
		.addColumn('told_at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('schedule_notice_key', ['schedule_id', 'kind', 'due_at'])
		.execute();
}
