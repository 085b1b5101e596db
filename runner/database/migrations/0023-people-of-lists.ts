import type { Kysely } from 'kysely';

/** Who put somebody on a list that was scheduled already, and who took somebody off it. Immutable once released. */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const column of ['requested_by', 'added_at', 'removed_at', 'removed_by']) {
		await db.schema.alterTable('schedule_person').addColumn(column, 'text').execute();
	}
	await db.schema.alterTable('bulk_member').addColumn('requested_by', 'text').execute();
}
