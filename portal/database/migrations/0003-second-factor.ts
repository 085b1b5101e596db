import type { Kysely } from 'kysely';

/** Second factors: authenticator apps, recovery codes, sign-ins half done, and how often something was tried. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.alterTable('session')
		.addColumn('passed_mfa', 'integer', (column) => column.notNull().defaultTo(0))
		.execute();
	await db.schema
		.alterTable('organisation')
		.addColumn('requires_mfa', 'integer', (column) => column.notNull().defaultTo(0))
		.execute();
	await factors(db);
	await pendingSignIns(db);
	await db.schema
		.createTable('attempt')
		.addColumn('key', 'text', (column) => column.primaryKey())
		.addColumn('count', 'integer', (column) => column.notNull())
		.addColumn('window_ends_at', 'text', (column) => column.notNull())
		.execute();
}

async function factors(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('second_factor')
		.addColumn('account_id', 'text', (column) => column.notNull())
		// The new app of somebody who changes theirs is pending while the old one still counts.
		.addColumn('state', 'text', (column) => column.notNull())
		.addColumn('key_id', 'text', (column) => column.notNull())
		.addColumn('sealed_secret', 'text', (column) => column.notNull())
		.addColumn('last_step', 'integer', (column) => column.notNull())
		.addColumn('begun_at', 'text', (column) => column.notNull())
		.addColumn('sealed_codes', 'text')
		.addColumn('codes_shown_until', 'text')
		.addPrimaryKeyConstraint('second_factor_key', ['account_id', 'state'])
		.execute();
	await db.schema
		.createTable('recovery_code')
		.addColumn('account_id', 'text', (column) => column.notNull())
		.addColumn('code_hash', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('recovery_code_key', ['account_id', 'code_hash'])
		.execute();
}

async function pendingSignIns(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('pending_sign_in')
		.addColumn('token_hash', 'text', (column) => column.primaryKey())
		.addColumn('account_id', 'text', (column) => column.notNull())
		.addColumn('expires_at', 'text', (column) => column.notNull())
		.execute();
}
