import type { Kysely } from 'kysely';

/** Whom a trial or plan covers: everybody for whom an offboarding was started. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('covered_employee')
		.addColumn('organisation_id', 'text', (column) => column.notNull())
		.addColumn('tenant_id', 'text', (column) => column.notNull())
		.addColumn('employee_id', 'text', (column) => column.notNull())
		.addColumn('simulated', 'integer', (column) => column.notNull())
		.addColumn('covered_at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('covered_employee_key', [
			'organisation_id',
			'tenant_id',
			'employee_id',
		])
		.execute();
}
