import type { Kysely } from 'kysely';

/** States of lists that people keep under a name, and which of them a list opens with. Immutable once released. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('saved_view')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('organisation_id', 'text', (column) => column.notNull())
		.addColumn('account_id', 'text')
		.addColumn('list', 'text', (column) => column.notNull())
		.addColumn('name', 'text', (column) => column.notNull())
		.addColumn('name_key', 'text', (column) => column.notNull())
		.addColumn('fields_json', 'text', (column) => column.notNull())
		.addColumn('is_shared', 'integer', (column) => column.notNull())
		.addColumn('changed_at', 'text', (column) => column.notNull())
		.execute();
	await db.schema
		.createIndex('saved_view_of_list')
		.on('saved_view')
		.columns(['organisation_id', 'list', 'name_key'])
		.execute();
	await db.schema
		.createTable('saved_view_default')
		.addColumn('account_id', 'text', (column) => column.notNull())
		.addColumn('list', 'text', (column) => column.notNull())
		.addColumn('organisation_id', 'text', (column) => column.notNull())
		.addColumn('view_id', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('saved_view_default_once', ['account_id', 'list'])
		.execute();
}
