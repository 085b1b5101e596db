import type { Kysely } from 'kysely';

/** Whose members alone may get a mail: asked once more when it is sent. Immutable once released. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('outgoing_mail').addColumn('organisation_id', 'text').execute();
}
