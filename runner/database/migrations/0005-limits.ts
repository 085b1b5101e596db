import { sql, type Kysely } from 'kysely';

/**
 * Pauses that Microsoft asked for, lists of people who leave together, and which administrators are on their way out.
 * Immutable once released.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('pause')
		.addColumn('tenant_id', 'text', (column) => column.notNull())
		.addColumn('service', 'text', (column) => column.notNull())
		.addColumn('until', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('pause_key', ['tenant_id', 'service'])
		.execute();
	await createBulk(db);
	await createAdministrators(db);
	await db.schema.createIndex('effect_intent').on('effect').column('intent_at').execute();
	await sql`create index run_leased on run (lease_owner) where lease_owner is not null`.execute(db);
}

async function createBulk(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('bulk')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('tenant_id', 'text', (column) => column.notNull())
		.addColumn('cloud', 'text', (column) => column.notNull())
		.addColumn('requested_by', 'text')
		.addColumn('ticket', 'text')
		.addColumn('requested_at', 'text', (column) => column.notNull())
		.addColumn('dry_run', 'integer', (column) => column.notNull())
		.addColumn('report_folder', 'text', (column) => column.notNull())
		.addColumn('break_glass_json', 'text', (column) => column.notNull())
		.addColumn('finished_at', 'text')
		.addColumn('lease_owner', 'text')
		.addColumn('lease_until', 'text')
		.execute();
	await db.schema
		.createTable('bulk_member')
		.addColumn('bulk_id', 'text', (column) => column.notNull().references('bulk.id'))
		.addColumn('position', 'integer', (column) => column.notNull())
		.addColumn('requested_user', 'text', (column) => column.notNull())
		.addColumn('requested_manager', 'text')
		.addColumn('run_id', 'text', (column) => column.references('run.id'))
		.addPrimaryKeyConstraint('bulk_member_key', ['bulk_id', 'position'])
		.execute();
	await db.schema.createIndex('bulk_member_run').on('bulk_member').column('run_id').execute();
}

async function createAdministrators(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('leaving_administrator')
		.addColumn('run_id', 'text', (column) => column.primaryKey().notNull().references('run.id'))
		.addColumn('tenant_id', 'text', (column) => column.notNull())
		.addColumn('employee_id', 'text', (column) => column.notNull())
		.addColumn('at', 'text', (column) => column.notNull())
		.execute();
	// Whoever counts administrators writes here first, so that two never count at the same moment.
	await db.schema
		.createTable('administrator_guard')
		.addColumn('tenant_id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('version', 'integer', (column) => column.notNull())
		.execute();
}
