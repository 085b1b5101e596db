import type { Kysely } from 'kysely';

/** What organisations say that they pay for licences. Immutable once released. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('licence_price')
		.addColumn('organisation_id', 'text', (column) => column.notNull())
		.addColumn('sku', 'text', (column) => column.notNull())
		.addColumn('hundredths', 'integer', (column) => column.notNull())
		.addColumn('currency', 'text', (column) => column.notNull())
		.addColumn('changed_at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('licence_price_once', ['organisation_id', 'sku'])
		.execute();
}
