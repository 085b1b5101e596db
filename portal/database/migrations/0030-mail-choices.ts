import type { Kysely } from 'kysely';

/** Which mails somebody wants, how they stop one without signing in, and the weekly ones that were sent. Immutable once released. */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const choice of ['reminder_mails', 'approval_mails', 'digest_mails']) {
		await db.schema
			.alterTable('account')
			.addColumn(choice, 'integer', (column) => column.notNull().defaultTo(1))
			.execute();
	}
	// What the links that stop mails are signed with; made when the first one is written.
	await db.schema.alterTable('account').addColumn('mail_key', 'text').execute();
	await db.schema.alterTable('outgoing_mail').addColumn('stop_url', 'text').execute();
	await db.schema
		.createTable('digest')
		.addColumn('organisation_id', 'text', (column) => column.notNull())
		.addColumn('week', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('digest_of_week', ['organisation_id', 'week'])
		.execute();
	await db.schema
		.createTable('digest_mail')
		.addColumn('account_id', 'text', (column) => column.notNull())
		.addColumn('week', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('digest_mail_of_week', ['account_id', 'week'])
		.execute();
}
