import type { Kysely } from 'kysely';

/** Wrong passwords of an account that its organisation's log has not been told of yet. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('refused_sign_in')
		.addColumn('account_id', 'text', (column) => column.primaryKey())
		.addColumn('told_at', 'text')
		.addColumn('untold', 'integer', (column) => column.notNull())
		.execute();
}
