import { sql, type Kysely } from 'kysely';

/**
 * What was sent, who may send, and which devices were sent to: what a run needs to survive a crash. Immutable once
 * released.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const column of [
		'employee_id',
		'lease_owner',
		'lease_until',
		'cancel_requested_at',
	] as const) {
		await db.schema.alterTable('run').addColumn(column, 'text').execute();
	}
	for (const column of [
		'report_folder',
		'break_glass_json',
		'wait_until',
		'wait_reason',
	] as const) {
		await db.schema.alterTable('run').addColumn(column, 'text').execute();
	}
	for (const column of ['active', 'lease_epoch', 'effect_count', 'resumed_count'] as const) {
		await db.schema
			.alterTable('run')
			.addColumn(column, 'integer', (definition) => definition.notNull().defaultTo(0))
			.execute();
	}
	// One offboarding at a time for each employee, whichever process or machine starts it.
	await sql`create unique index run_active on run (tenant_id, employee_id) where active = 1`.execute(
		db,
	);
	await createEffect(db);
	await db.schema
		.createTable('device_claim')
		.addColumn('tenant_id', 'text', (column) => column.notNull())
		.addColumn('device_id', 'text', (column) => column.notNull())
		.addColumn('run_id', 'text', (column) => column.notNull().references('run.id'))
		.addColumn('action', 'text', (column) => column.notNull())
		.addColumn('state', 'text', (column) => column.notNull())
		.addColumn('request_id', 'text')
		.addColumn('at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('device_claim_key', ['tenant_id', 'device_id'])
		.execute();
}

async function createEffect(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('effect')
		.addColumn('run_id', 'text', (column) => column.notNull().references('run.id'))
		.addColumn('sequence', 'integer', (column) => column.notNull())
		.addColumn('step_key', 'text', (column) => column.notNull())
		.addColumn('class', 'text', (column) => column.notNull())
		.addColumn('method', 'text', (column) => column.notNull())
		.addColumn('path', 'text', (column) => column.notNull())
		.addColumn('target', 'text')
		.addColumn('target_id', 'text')
		.addColumn('epoch', 'integer', (column) => column.notNull())
		.addColumn('state', 'text', (column) => column.notNull())
		.addColumn('intent_at', 'text', (column) => column.notNull())
		.addColumn('ended_at', 'text')
		.addColumn('status', 'integer')
		.addColumn('request_id', 'text')
		.addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
		.addPrimaryKeyConstraint('effect_key', ['run_id', 'sequence'])
		.execute();
}
