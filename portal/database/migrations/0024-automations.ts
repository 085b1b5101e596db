import type { Kysely } from 'kysely';

/** Rules that tell somebody outside, and what was told or is to be. Immutable once released. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await createRule(db);
	await createDelivery(db);
	// Ended runs are looked for every two seconds: by the moment of their end, not by reading all of them.
	await db.schema.createIndex('run_finished').on('run').columns(['finished_at', 'id']).execute();
}

async function createRule(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('automation_rule')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('organisation_id', 'text', (column) => column.notNull())
		.addColumn('name', 'text', (column) => column.notNull())
		.addColumn('trigger_name', 'text', (column) => column.notNull())
		.addColumn('tenant_id', 'text')
		.addColumn('shape', 'text', (column) => column.notNull())
		.addColumn('shape_wish', 'text', (column) => column.notNull())
		.addColumn('host', 'text', (column) => column.notNull())
		.addColumn('key_id', 'text', (column) => column.notNull())
		.addColumn('url_sealed', 'text', (column) => column.notNull())
		.addColumn('headers_sealed', 'text')
		.addColumn('header_names', 'text', (column) => column.notNull())
		.addColumn('secret_sealed', 'text')
		.addColumn('old_secret_sealed', 'text')
		.addColumn('old_secret_until', 'text')
		.addColumn('state', 'text', (column) => column.notNull())
		.addColumn('paused_why', 'text')
		.addColumn('since', 'text', (column) => column.notNull())
		.addColumn('swept_until', 'text', (column) => column.notNull())
		.addColumn('failing_since', 'text')
		.addColumn('told_at', 'text')
		.addColumn('arrived', 'text')
		.addColumn('changed_at', 'text', (column) => column.notNull())
		.execute();
	await db.schema
		.createIndex('automation_rule_of_organisation')
		.on('automation_rule')
		.columns(['organisation_id', 'name'])
		.execute();
}

async function createDelivery(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('automation_delivery')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('organisation_id', 'text', (column) => column.notNull())
		.addColumn('rule_id', 'text', (column) => column.notNull())
		.addColumn('event', 'text', (column) => column.notNull())
		.addColumn('run_id', 'text')
		.addColumn('moment', 'text', (column) => column.notNull())
		.addColumn('happened_at', 'text', (column) => column.notNull())
		.addColumn('checkpoint', 'text')
		.addColumn('state', 'text', (column) => column.notNull())
		.addColumn('attempts', 'integer', (column) => column.notNull())
		.addColumn('next_at', 'text', (column) => column.notNull())
		.addColumn('lease_owner', 'text')
		.addColumn('lease_until', 'text')
		.addColumn('tried_at', 'text')
		.addColumn('status', 'integer')
		.addColumn('took_ms', 'integer')
		.addColumn('trouble', 'text')
		.addColumn('answer', 'text')
		.addColumn('created_at', 'text', (column) => column.notNull())
		.addUniqueConstraint('automation_delivery_once', ['rule_id', 'run_id', 'moment'])
		.execute();
	await db.schema
		.createIndex('automation_delivery_due')
		.on('automation_delivery')
		.columns(['state', 'next_at'])
		.execute();
	await db.schema
		.createIndex('automation_delivery_of_rule')
		.on('automation_delivery')
		.columns(['organisation_id', 'rule_id', 'created_at'])
		.execute();
}
