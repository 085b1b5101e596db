import type { Kysely } from 'kysely';

/**
 * What whoever asked chose for single steps, as JSON; what they had seen of the account; and what the line of a list says
 * of one person. Immutable once released.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const table of ['run', 'schedule', 'bulk']) {
		await db.schema.alterTable(table).addColumn('choices_json', 'text').execute();
	}
	await db.schema.alterTable('run').addColumn('seen', 'text').execute();
	for (const column of ['ticket', 'case_json']) {
		await db.schema.alterTable('bulk_member').addColumn(column, 'text').execute();
	}
}
