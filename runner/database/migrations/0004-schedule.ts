import { sql, type Kysely } from 'kysely';

/**
 * Offboardings for later, the connections they are kept with, and chores that are done every so often. Immutable once
 * released.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	await createConnection(db);
	await createSchedule(db);
	await db.schema
		.createTable('slot')
		.addColumn('name', 'text', (column) => column.primaryKey().notNull())
		.addColumn('due_at', 'text', (column) => column.notNull())
		.addColumn('started_at', 'text')
		.addColumn('ended_at', 'text')
		.addColumn('error', 'text')
		.addColumn('lease_owner', 'text')
		.addColumn('lease_until', 'text')
		.execute();
	await db.schema.alterTable('run').addColumn('schedule_id', 'text').execute();
	await db.schema.alterTable('run').addColumn('schedule_occurrence', 'integer').execute();
	// Whatever a clock does: a schedule makes one run each time it fires.
	await sql`create unique index run_schedule on run (schedule_id, schedule_occurrence) where schedule_id is not null`.execute(
		db,
	);
}

async function createConnection(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('connection')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('tenant_id', 'text', (column) => column.notNull())
		.addColumn('client_ref', 'text', (column) => column.notNull())
		.addColumn('cloud', 'text', (column) => column.notNull())
		.addColumn('graph_base_url', 'text', (column) => column.notNull())
		.addColumn('login_base_url', 'text', (column) => column.notNull())
		.addColumn('key_id', 'text', (column) => column.notNull())
		.addColumn('sealed', 'text', (column) => column.notNull())
		.addColumn('created_at', 'text', (column) => column.notNull())
		.addColumn('updated_at', 'text', (column) => column.notNull())
		.addUniqueConstraint('connection_app', ['tenant_id', 'client_ref'])
		.execute();
}

async function createSchedule(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('schedule')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('state', 'text', (column) => column.notNull())
		.addColumn('reason', 'text')
		.addColumn('active', 'integer', (column) => column.notNull())
		.addColumn('connection_id', 'text', (column) => column.notNull().references('connection.id'))
		.addColumn('tenant_id', 'text', (column) => column.notNull())
		.addColumn('simulated', 'integer', (column) => column.notNull())
		.addColumn('employee_id', 'text', (column) => column.notNull())
		.addColumn('employee_json', 'text', (column) => column.notNull())
		.addColumn('found_json', 'text')
		.addColumn('wall_time', 'text', (column) => column.notNull())
		.addColumn('zone', 'text', (column) => column.notNull())
		.addColumn('utc_offset', 'text', (column) => column.notNull())
		.addColumn('resolution', 'text', (column) => column.notNull())
		.addColumn('due_at', 'text', (column) => column.notNull())
		.addColumn('manager', 'text')
		.addColumn('break_glass_json', 'text', (column) => column.notNull())
		.addColumn('requested_by', 'text')
		.addColumn('report_folder', 'text')
		.addColumn('created_at', 'text', (column) => column.notNull())
		.addColumn('confirmed_at', 'text')
		.addColumn('fired_at', 'text')
		.addColumn('occurrence', 'integer', (column) => column.notNull().defaultTo(0))
		.addColumn('run_id', 'text')
		.execute();
	await db.schema.createIndex('schedule_due').on('schedule').columns(['state', 'due_at']).execute();
	// One at a time for each employee, whichever process makes it.
	await sql`create unique index schedule_active on schedule (tenant_id, employee_id) where active = 1`.execute(
		db,
	);
}
