import type { Kysely } from 'kysely';

/** Lists of people that are scheduled: who is on them, and the list that each of them became. Immutable once released. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('schedule').addColumn('people', 'integer').execute();
	await db.schema.alterTable('schedule').addColumn('bulk_id', 'text').execute();
	await db.schema.createIndex('schedule_bulk').on('schedule').column('bulk_id').execute();
	await db.schema
		.createTable('schedule_person')
		.addColumn('schedule_id', 'text', (column) => column.notNull().references('schedule.id'))
		.addColumn('position', 'integer', (column) => column.notNull())
		.addColumn('employee_id', 'text', (column) => column.notNull())
		.addColumn('employee_json', 'text', (column) => column.notNull())
		.addColumn('manager', 'text')
		.addColumn('ticket', 'text')
		.addColumn('case_json', 'text')
		.addPrimaryKeyConstraint('schedule_person_key', ['schedule_id', 'position'])
		.execute();
	await db.schema
		.createIndex('schedule_person_employee')
		.on('schedule_person')
		.column('employee_id')
		.execute();
}
