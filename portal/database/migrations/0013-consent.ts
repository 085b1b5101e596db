import type { Kysely } from 'kysely';

/** Consents at Microsoft that were begun and not ended. Immutable once released. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('consent_attempt')
		.addColumn('state_hash', 'text', (column) => column.primaryKey())
		.addColumn('step', 'text', (column) => column.notNull())
		.addColumn('session_id', 'text', (column) => column.notNull())
		.addColumn('organisation_id', 'text', (column) => column.notNull())
		.addColumn('scope_group', 'text')
		.addColumn('tenant_id', 'text')
		.addColumn('nonce', 'text')
		.addColumn('verifier', 'text')
		.addColumn('expires_at', 'text', (column) => column.notNull())
		.execute();
}
