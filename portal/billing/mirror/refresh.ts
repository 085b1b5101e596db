import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type Stripe from 'stripe';
import type { Queries } from '../../database/schema';
import { forgetCustomer, isDeleted } from './gone-customer';
import type { Services } from '../../services';
import type { StripeDesk } from '../stripe/stripe-desk';
import { invoiceRow } from './invoice-row';
import { keepRead, type ReadFromStripe } from './keep-read';
import { subscriptionRow, subscriptionStand } from './subscription-row';
import { unpaidSince } from './unpaid-since';

/** So long nobody else reads the same customer: far longer than reading may take. */
const LEASE_MS = 60_000;
/** The newest invoices; all of them once a day. */
const NEWEST = 20;
const MOST_INVOICES = 1_000;
const MOST_LINES = 1_000;
const TRY_EVERY_MS = 100;
const MOST_TRIES = 100;

/** What came of it: read, read by somebody else at this moment, or there is no such customer. */
export type Refreshed = 'done' | 'busy' | 'none';

/**
 * Reads an organisation's subscription and invoices from Stripe and keeps them. Nothing is ever taken from what a
 * webhook says, so it does not matter how often or in what order they come. One reads at a time, so that what was read
 * first is never kept last.
 *
 * @param isFull all invoices instead of the newest
 * @throws what Stripe's client throws
 */
export async function refresh(
	services: Services,
	organisationId: string,
	isFull = false,
): Promise<Refreshed> {
	const { db, stripe, now } = services;
	if (stripe === null) return 'none';
	const owner = randomUUID();
	const claimed = await claim(db, organisationId, owner, now());
	if (claimed !== 'claimed') return claimed;
	const { customer_id } = await db
		.selectFrom('billing_customer')
		.select('customer_id')
		.where('organisation_id', '=', organisationId)
		.executeTakeFirstOrThrow();
	const customer = customer_id ?? '';
	try {
		const read = await readFrom(services, stripe, customer, isFull);
		const wish = { organisationId, owner, read };
		await db.transaction().execute((tx) => keepRead(services, tx, wish));
		return 'done';
	} catch (error) {
		if (!(await isDeleted(stripe.client, customer, error))) throw error;
		await forgetCustomer(services, organisationId);
		return 'none';
	} finally {
		await db
			.updateTable('billing_customer')
			.set({ lease_owner: null, lease_until: null })
			.where('organisation_id', '=', organisationId)
			.where('lease_owner', '=', owner)
			.execute();
	}
}

/** The same for somebody who waits for it: where it is read already, it is read once more after that. */
export async function refreshSoon(services: Services, organisationId: string): Promise<void> {
	for (let tries = 0; tries < MOST_TRIES; tries++) {
		if ((await refresh(services, organisationId)) !== 'busy') return;
		await sleep(TRY_EVERY_MS);
	}
}

async function claim(
	db: Queries,
	organisationId: string,
	owner: string,
	at: Date,
): Promise<'claimed' | 'busy' | 'none'> {
	const until = new Date(at.getTime() + LEASE_MS).toISOString();
	const claimed = await db
		.updateTable('billing_customer')
		.set({ lease_owner: owner, lease_until: until })
		.where('organisation_id', '=', organisationId)
		.where('customer_id', 'is not', null)
		.where((row) =>
			row.or([row('lease_until', 'is', null), row('lease_until', '<', at.toISOString())]),
		)
		.returning('customer_id')
		.executeTakeFirst();
	if (claimed) return 'claimed';
	const known = await db
		.selectFrom('billing_customer')
		.select('customer_id')
		.where('organisation_id', '=', organisationId)
		.executeTakeFirst();
	return known?.customer_id ? 'busy' : 'none';
}

async function readFrom(
	{ log }: Services,
	{ client, catalogue }: StripeDesk,
	customer: string,
	isFull: boolean,
): Promise<ReadFromStripe> {
	const [subscriptions, invoices] = await Promise.all([
		client.subscriptions.list({
			...{ customer, status: 'all', limit: 20, expand: ['data.schedule'] },
		}),
		invoicesOf(client, customer, isFull),
	]);
	const whole = await Promise.all(invoices.map((one) => withAllLines(client, one)));
	const since = ({ id }: Stripe.Subscription) => unpaidSince(invoices, id);
	const rows = await Promise.all(
		subscriptions.data.map((one) => subscriptionRow(catalogue, one, since(one))),
	);
	const foreign = subscriptions.data
		.filter((_, at) => rows[at] === null)
		.map((one) => subscriptionStand(one, since(one)))
		.filter((stand) => stand !== null);
	// Somebody pays for something at Stripe that is none of our plans: nobody here may act on it, so that somebody has to know.
	if (foreign.length > 0) {
		const ids = foreign.map(({ id }) => id);
		log.error({ customer, foreign: ids }, 'a subscription is for no plan of ours');
	}
	return {
		...{ subscriptions: rows.filter((row) => row !== null), foreign },
		invoices: whole.map(invoiceRow).filter((row) => row !== null),
	};
}

/** An invoice with all its lines: a list of invoices has the first of them only. */
async function withAllLines(client: Stripe, invoice: Stripe.Invoice): Promise<Stripe.Invoice> {
	if (!invoice.lines.has_more) return invoice;
	const data = await client.invoices
		.listLineItems(invoice.id, { limit: 100 })
		.autoPagingToArray({ limit: MOST_LINES });
	return { ...invoice, lines: { ...invoice.lines, data } };
}

async function invoicesOf(
	client: Stripe,
	customer: string,
	isFull: boolean,
): Promise<readonly Stripe.Invoice[]> {
	if (!isFull) return (await client.invoices.list({ customer, limit: NEWEST })).data;
	return await client.invoices
		.list({ customer, limit: 100 })
		.autoPagingToArray({ limit: MOST_INVOICES });
}
