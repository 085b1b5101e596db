import type { Kysely } from 'kysely';

/** Who signs in at Microsoft, and the ways there and back that are under way. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('microsoft_identity')
		.addColumn('tenant_id', 'text', (column) => column.notNull())
		.addColumn('object_id', 'text', (column) => column.notNull())
		// One identity for each account, so that there is no question which one is meant.
		.addColumn('account_id', 'text', (column) => column.notNull().unique())
		.addColumn('linked_at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('microsoft_identity_key', ['tenant_id', 'object_id'])
		.execute();
	await db.schema
		.createTable('microsoft_round_trip')
		.addColumn('state_hash', 'text', (column) => column.primaryKey())
		.addColumn('browser_hash', 'text', (column) => column.notNull())
		.addColumn('purpose', 'text', (column) => column.notNull())
		.addColumn('subject', 'text')
		.addColumn('next', 'text', (column) => column.notNull())
		.addColumn('expires_at', 'text', (column) => column.notNull())
		.execute();
	await db.schema
		.createTable('microsoft_sign_up')
		.addColumn('browser_hash', 'text', (column) => column.primaryKey())
		.addColumn('tenant_id', 'text', (column) => column.notNull())
		.addColumn('object_id', 'text', (column) => column.notNull())
		.addColumn('name', 'text', (column) => column.notNull())
		.addColumn('email', 'text')
		.addColumn('mail_hash', 'text')
		.addColumn('expires_at', 'text', (column) => column.notNull())
		.execute();
}
