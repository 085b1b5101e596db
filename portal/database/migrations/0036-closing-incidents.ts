import type { Kysely } from 'kysely';

/** How a ServiceNow calls what an incident is closed as. Immutable once released. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('automation_rule').addColumn('close_code', 'text').execute();
}
