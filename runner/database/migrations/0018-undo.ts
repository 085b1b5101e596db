import { sql, type Kysely } from 'kysely';

/** Undoing an offboarding: one under way for a person at most, what it sent, and its record. Immutable once released. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('undo')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('run_id', 'text', (column) => column.notNull().references('run.id'))
		.addColumn('number', 'integer', (column) => column.notNull())
		.addColumn('tenant_id', 'text', (column) => column.notNull())
		.addColumn('employee_id', 'text')
		.addColumn('active', 'integer', (column) => column.notNull())
		.addColumn('by_name', 'text')
		.addColumn('actor', 'text')
		.addColumn('reason', 'text')
		.addColumn('begun_at', 'text', (column) => column.notNull())
		.addColumn('ended_at', 'text')
		.addColumn('lease_owner', 'text')
		.addColumn('lease_until', 'text')
		.addColumn('lease_epoch', 'integer', (column) => column.notNull())
		.addColumn('effect_count', 'integer', (column) => column.notNull().defaultTo(0))
		.addColumn('progress_json', 'text')
		.addColumn('verdict', 'text')
		.addColumn('undo_json', 'text')
		.addColumn('report_path', 'text')
		.addColumn('report_sha256', 'text')
		.addUniqueConstraint('undo_number', ['run_id', 'number'])
		.execute();
	await sql`create unique index undo_active on undo (tenant_id, employee_id) where active = 1`.execute(
		db,
	);
	await createEffects(db);
}

async function createEffects(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('undo_effect')
		.addColumn('undo_id', 'text', (column) => column.notNull().references('undo.id'))
		.addColumn('sequence', 'integer', (column) => column.notNull())
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
		.addPrimaryKeyConstraint('undo_effect_key', ['undo_id', 'sequence'])
		.execute();
}
