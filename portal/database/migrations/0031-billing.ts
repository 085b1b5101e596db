import type { Kysely } from 'kysely';

/** Plans as Stripe has them: customers, subscriptions, invoices, webhooks, purchases. Immutable once released. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await createCustomer(db);
	await createSubscription(db);
	await createInvoice(db);
	await createEvent(db);
	await createCheckout(db);
	await db.schema.alterTable('organisation').addColumn('subscription_id', 'text').execute();
}

async function createCustomer(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('billing_customer')
		.addColumn('organisation_id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('customer_id', 'text', (column) => column.unique())
		.addColumn('mode', 'text', (column) => column.notNull())
		.addColumn('created_at', 'text', (column) => column.notNull())
		.addColumn('lease_owner', 'text')
		.addColumn('lease_until', 'text')
		.addColumn('read_at', 'text')
		.execute();
}

async function createSubscription(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('subscription')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('organisation_id', 'text', (column) => column.notNull())
		.addColumn('plan', 'text', (column) => column.notNull())
		.addColumn('period', 'text', (column) => column.notNull())
		.addColumn('status', 'text', (column) => column.notNull())
		.addColumn('item_id', 'text', (column) => column.notNull())
		.addColumn('price_id', 'text', (column) => column.notNull())
		.addColumn('cents', 'integer', (column) => column.notNull())
		.addColumn('period_start', 'text', (column) => column.notNull())
		.addColumn('period_end', 'text', (column) => column.notNull())
		.addColumn('paid_until', 'text', (column) => column.notNull())
		.addColumn('cancels', 'integer', (column) => column.notNull())
		.addColumn('schedule_id', 'text')
		.addColumn('next_plan', 'text')
		.addColumn('next_period', 'text')
		.addColumn('next_at', 'text')
		.addColumn('pending_plan', 'text')
		.addColumn('pending_period', 'text')
		.addColumn('pending_until', 'text')
		.addColumn('latest_invoice', 'text')
		.addColumn('created_at', 'text', (column) => column.notNull())
		.addColumn('ended_at', 'text')
		.execute();
	await indexByOrganisation(db, 'subscription');
}

async function createInvoice(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('invoice')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('organisation_id', 'text', (column) => column.notNull())
		.addColumn('number', 'text', (column) => column.notNull())
		.addColumn('status', 'text', (column) => column.notNull())
		.addColumn('currency', 'text', (column) => column.notNull())
		.addColumn('subtotal', 'integer', (column) => column.notNull())
		.addColumn('tax', 'integer', (column) => column.notNull())
		.addColumn('total', 'integer', (column) => column.notNull())
		.addColumn('amount_paid', 'integer', (column) => column.notNull())
		.addColumn('amount_due', 'integer', (column) => column.notNull())
		.addColumn('credited', 'integer', (column) => column.notNull())
		.addColumn('created_at', 'text', (column) => column.notNull())
		.addColumn('paid_at', 'text')
		.addColumn('attempts', 'integer', (column) => column.notNull())
		.addColumn('told_at', 'text')
		.addColumn('details', 'text', (column) => column.notNull())
		.execute();
	await indexByOrganisation(db, 'invoice');
}

async function createEvent(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('stripe_event')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('type', 'text', (column) => column.notNull())
		.addColumn('customer_id', 'text')
		.addColumn('created_at', 'text', (column) => column.notNull())
		.addColumn('received_at', 'text', (column) => column.notNull())
		.addColumn('attempts', 'integer', (column) => column.notNull())
		.addColumn('next_at', 'text', (column) => column.notNull())
		.addColumn('done_at', 'text')
		.addColumn('trouble', 'text')
		.execute();
	await db.schema
		.createIndex('stripe_event_due')
		.on('stripe_event')
		.columns(['done_at', 'next_at'])
		.execute();
}

async function createCheckout(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('checkout')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('organisation_id', 'text', (column) => column.notNull())
		.addColumn('plan', 'text', (column) => column.notNull())
		.addColumn('period', 'text', (column) => column.notNull())
		.addColumn('session_id', 'text')
		.addColumn('url', 'text')
		.addColumn('state', 'text', (column) => column.notNull())
		.addColumn('created_at', 'text', (column) => column.notNull())
		.addColumn('expires_at', 'text', (column) => column.notNull())
		.execute();
	await indexByOrganisation(db, 'checkout');
}

async function indexByOrganisation(db: Kysely<unknown>, table: string): Promise<void> {
	await db.schema
		.createIndex(`${table}_of_organisation`)
		.on(table)
		.columns(['organisation_id', 'created_at'])
		.execute();
}
