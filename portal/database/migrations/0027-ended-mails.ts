import type { Kysely } from 'kysely';

/** Of which ended offboardings somebody wants mails. Immutable once released. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.alterTable('account')
		.addColumn('ended_mails', 'text', (column) => column.notNull().defaultTo('needs'))
		.execute();
}
