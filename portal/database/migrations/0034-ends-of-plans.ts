import { sql, type Kysely } from 'kysely';

/** When a plan ends that does not with the period that runs, and what is paid at Stripe that is no plan of ours. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('subscription').addColumn('cancel_at', 'text').execute();
	await sql`update subscription set cancel_at = period_end where cancels = 1`.execute(db);
	await db.schema
		.alterTable('billing_customer')
		.addColumn('foreign_plans', 'integer', (column) => column.notNull().defaultTo(0))
		.execute();
}
