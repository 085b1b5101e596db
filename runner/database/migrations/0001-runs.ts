import type { Kysely } from 'kysely';

/** Runs, their steps, their events and the numbers people know them by. Immutable once released. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('run')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('status', 'text', (column) => column.notNull())
		.addColumn('requested_user', 'text', (column) => column.notNull())
		.addColumn('requested_manager', 'text')
		.addColumn('requested_by', 'text')
		.addColumn('ticket', 'text')
		.addColumn('requested_at', 'text', (column) => column.notNull())
		.addColumn('dry_run', 'integer', (column) => column.notNull())
		.addColumn('tenant_id', 'text', (column) => column.notNull())
		.addColumn('cloud', 'text', (column) => column.notNull())
		.addColumn('offboarding_json', 'text')
		.addColumn('started_at', 'text', (column) => column.notNull())
		.addColumn('finished_at', 'text')
		.addColumn('message', 'text')
		.addColumn('report_path', 'text')
		.addColumn('report_sha256', 'text')
		.execute();
	await db.schema.createIndex('run_started').on('run').columns(['started_at', 'id']).execute();
	await createStep(db);
	await createEvents(db);
	await db.schema
		.createTable('run_number')
		.addColumn('series', 'text', (column) => column.notNull())
		.addColumn('year', 'integer', (column) => column.notNull())
		.addColumn('last', 'integer', (column) => column.notNull())
		.addPrimaryKeyConstraint('run_number_key', ['series', 'year'])
		.execute();
}

async function createStep(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('step')
		.addColumn('run_id', 'text', (column) => column.notNull().references('run.id'))
		.addColumn('key', 'text', (column) => column.notNull())
		.addColumn('status', 'text', (column) => column.notNull())
		.addColumn('outcome_json', 'text')
		.addColumn('started_at', 'text', (column) => column.notNull())
		.addColumn('finished_at', 'text')
		.addPrimaryKeyConstraint('step_key', ['run_id', 'key'])
		.execute();
}

async function createEvents(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('run_event')
		.addColumn('run_id', 'text', (column) => column.notNull().references('run.id'))
		.addColumn('sequence', 'integer', (column) => column.notNull())
		.addColumn('at', 'text', (column) => column.notNull())
		.addColumn('type', 'text', (column) => column.notNull())
		.addColumn('data_json', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('run_event_key', ['run_id', 'sequence'])
		.execute();
}
