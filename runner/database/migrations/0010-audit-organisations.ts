import type { Kysely } from 'kysely';

/** A log for each organisation: whose a tenant is. Immutable once released. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('audit_tenant')
		.addColumn('tenant_id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('organisation', 'text', (column) => column.notNull())
		.execute();
	await db.schema.createIndex('audit_subject_run').on('audit_subject').column('run').execute();
}
