import type { Kysely } from 'kysely';

/** What waits for a second person, and whether an organisation wants one each time. Immutable once released. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.alterTable('organisation')
		.addColumn('requires_approval', 'integer', (column) => column.notNull().defaultTo(0))
		.execute();
	await db.schema
		.createTable('approval')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('organisation_id', 'text', (column) => column.notNull())
		.addColumn('tenant_id', 'text', (column) => column.notNull())
		.addColumn('kind', 'text', (column) => column.notNull())
		.addColumn('why', 'text', (column) => column.notNull())
		.addColumn('state', 'text', (column) => column.notNull())
		.addColumn('open_key', 'text', (column) => column.unique())
		.addColumn('people', 'integer', (column) => column.notNull())
		.addColumn('wish_json', 'text', (column) => column.notNull())
		.addColumn('wish_hash', 'text', (column) => column.notNull())
		.addColumn('asked_by', 'text', (column) => column.notNull())
		.addColumn('asked_email_key', 'text', (column) => column.notNull())
		.addColumn('asked_at', 'text', (column) => column.notNull())
		.addColumn('due_at', 'text')
		.addColumn('expires_at', 'text')
		.addColumn('held_at', 'text')
		.addColumn('decided_by', 'text')
		.addColumn('decided_at', 'text')
		.addColumn('reason', 'text')
		.addColumn('result_id', 'text')
		.execute();
	await db.schema
		.createIndex('approval_of_organisation')
		.on('approval')
		.columns(['organisation_id', 'state', 'asked_at'])
		.execute();
}
