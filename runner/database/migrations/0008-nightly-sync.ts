import type { Kysely } from 'kysely';

/** Which list of people is brought up to date with a kept connection. Immutable once released. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.alterTable('connection')
		.addColumn('directory_scope', 'text', (column) => column.notNull().defaultTo('tenant'))
		.execute();
}
