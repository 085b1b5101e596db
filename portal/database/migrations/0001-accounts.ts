import type { Kysely } from 'kysely';

/** Accounts, organisations, their members and tenants, and mail that waits to be sent. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await accounts(db);
	await organisations(db);
	await invitations(db);
	await tenants(db);
	await mail(db);
}

async function accounts(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('account')
		.addColumn('id', 'text', (column) => column.primaryKey())
		.addColumn('name', 'text', (column) => column.notNull())
		.addColumn('email', 'text', (column) => column.notNull())
		.addColumn('email_key', 'text', (column) => column.notNull().unique())
		.addColumn('password_hash', 'text')
		.addColumn('email_verified_at', 'text')
		.addColumn('created_at', 'text', (column) => column.notNull())
		.execute();
	await db.schema
		.createTable('session')
		.addColumn('id_hash', 'text', (column) => column.primaryKey())
		.addColumn('account_id', 'text', (column) => column.notNull())
		.addColumn('tenant_id', 'text')
		.addColumn('created_at', 'text', (column) => column.notNull())
		.addColumn('last_seen_at', 'text', (column) => column.notNull())
		.addColumn('expires_at', 'text', (column) => column.notNull())
		.addColumn('ip', 'text', (column) => column.notNull())
		.addColumn('user_agent', 'text', (column) => column.notNull())
		.execute();
	await db.schema
		.createIndex('session_account')
		.on('session')
		.columns(['account_id', 'created_at'])
		.execute();
	await db.schema
		.createTable('one_time_token')
		.addColumn('token_hash', 'text', (column) => column.primaryKey())
		.addColumn('purpose', 'text', (column) => column.notNull())
		.addColumn('account_id', 'text', (column) => column.notNull())
		.addColumn('expires_at', 'text', (column) => column.notNull())
		.execute();
}

async function organisations(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('organisation')
		.addColumn('id', 'text', (column) => column.primaryKey())
		.addColumn('name', 'text', (column) => column.notNull())
		.addColumn('domain', 'text', (column) => column.notNull())
		.addColumn('version', 'integer', (column) => column.notNull())
		.addColumn('wizard_step', 'text', (column) => column.notNull())
		.addColumn('trial_ends_at', 'text', (column) => column.notNull())
		.addColumn('created_at', 'text', (column) => column.notNull())
		.execute();
	await db.schema
		.createTable('member')
		.addColumn('organisation_id', 'text', (column) => column.notNull())
		// One organisation for each person: there is no question whose tenant a page shows.
		.addColumn('account_id', 'text', (column) => column.primaryKey())
		.addColumn('role', 'text', (column) => column.notNull())
		.addColumn('joined_at', 'text', (column) => column.notNull())
		.execute();
	await db.schema
		.createIndex('member_organisation')
		.on('member')
		.columns(['organisation_id', 'account_id'])
		.execute();
}

async function invitations(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('invitation')
		.addColumn('id', 'text', (column) => column.primaryKey())
		.addColumn('organisation_id', 'text', (column) => column.notNull())
		.addColumn('email', 'text', (column) => column.notNull())
		.addColumn('email_key', 'text', (column) => column.notNull())
		.addColumn('role', 'text', (column) => column.notNull())
		.addColumn('status', 'text', (column) => column.notNull())
		.addColumn('token_hash', 'text', (column) => column.notNull().unique())
		.addColumn('invited_by', 'text', (column) => column.notNull())
		.addColumn('created_at', 'text', (column) => column.notNull())
		.addColumn('expires_at', 'text', (column) => column.notNull())
		.execute();
}

async function tenants(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('tenant')
		.addColumn('tenant_id', 'text', (column) => column.primaryKey())
		.addColumn('organisation_id', 'text', (column) => column.notNull())
		.addColumn('name', 'text', (column) => column.notNull())
		.addColumn('domain', 'text', (column) => column.notNull())
		.addColumn('connection_id', 'text')
		.addColumn('scope_group', 'text')
		.addColumn('simulated', 'integer', (column) => column.notNull())
		.addColumn('mark', 'integer', (column) => column.notNull())
		.addColumn('created_at', 'text', (column) => column.notNull())
		.execute();
	await db.schema
		.createIndex('tenant_organisation')
		.on('tenant')
		.columns(['organisation_id', 'created_at'])
		.execute();
}

async function mail(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('outgoing_mail')
		.addColumn('id', 'text', (column) => column.primaryKey())
		.addColumn('recipient', 'text', (column) => column.notNull())
		.addColumn('subject', 'text', (column) => column.notNull())
		.addColumn('text', 'text', (column) => column.notNull())
		.addColumn('created_at', 'text', (column) => column.notNull())
		.addColumn('sent_at', 'text')
		.addColumn('attempts', 'integer', (column) => column.notNull())
		.addColumn('next_attempt_at', 'text', (column) => column.notNull())
		.addColumn('last_error', 'text')
		.execute();
}
