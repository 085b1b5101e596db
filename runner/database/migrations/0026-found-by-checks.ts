import type { Kysely } from 'kysely';

/** What later checks found is asked for every few seconds, by rules that tell it. Immutable once released. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createIndex('addendum_verdict')
		.on('addendum')
		.columns(['verdict', 'checked_at'])
		.execute();
}
