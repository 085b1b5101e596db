import { recordAct } from '../../audit/acts';
import type { InvoiceRow, SubscriptionRow } from '../../database/billing-schema';
import type { Queries } from '../../database/schema';
import { lockOrganisation } from '../../organisations/organisations';
import type { Services } from '../../services';
import { planStatus } from '../entitlement/kept-plan';
import { tellOfUnpaid } from './payment-mails';
import type { SubscriptionStand } from './subscription-row';

/** What was read of a customer. */
export interface ReadFromStripe {
	readonly subscriptions: readonly Omit<SubscriptionRow, 'organisation_id'>[];
	/** Those that are for no plan of ours, now. */
	readonly foreign: readonly SubscriptionStand[];
	readonly invoices: readonly Omit<InvoiceRow, 'organisation_id' | 'told_at'>[];
}

interface Wish {
	readonly organisationId: string;
	/** Whoever read it still has to have the lease. */
	readonly owner: string;
	readonly read: ReadFromStripe;
}

/** Keeps what was read, and writes into the log what changed by it. */
export async function keepRead(
	services: Services,
	tx: Queries,
	{ organisationId, owner, read }: Wish,
): Promise<void> {
	await lockOrganisation(tx, organisationId);
	const mine = await tx
		.updateTable('billing_customer')
		.set({
			read_at: services.now().toISOString(),
			foreign_plans: read.foreign.filter(isLive).length,
		})
		.where('organisation_id', '=', organisationId)
		.where('lease_owner', '=', owner)
		.returning('organisation_id')
		.executeTakeFirst();
	if (!mine) return;
	const before = await currentOf(tx, organisationId);
	for (const row of read.subscriptions) {
		const values = { ...row, organisation_id: organisationId };
		await tx
			.insertInto('subscription')
			.values(values)
			.onConflict((conflict) => conflict.column('id').doUpdateSet(row))
			.execute();
	}
	await followForeign(tx, organisationId, read);
	await chooseCurrent(services, tx, organisationId, read);
	const fresh = await keepInvoices(tx, organisationId, read);
	await tellOfUnpaid(services, tx, organisationId);
	await recordChanges(services, tx, { organisationId, before, fresh });
}

type Subscription = SubscriptionRow;

async function currentOf(tx: Queries, organisationId: string): Promise<Subscription | null> {
	const row = await tx
		.selectFrom('organisation')
		.innerJoin('subscription', 'subscription.id', 'organisation.subscription_id')
		.selectAll('subscription')
		.where('organisation.id', '=', organisationId)
		.executeTakeFirst();
	return row ?? null;
}

const isLive = ({ status }: Pick<Subscription, 'status'>): boolean =>
	status === 'active' || status === 'trialing' || status === 'past_due';

/**
 * One that was for a plan of ours until somebody gave it another price at Stripe: what it covers stays what it was, and
 * that it ends, or is not paid, counts as before.
 */
async function followForeign(
	tx: Queries,
	organisationId: string,
	{ foreign }: ReadFromStripe,
): Promise<void> {
	for (const { id, ...stand } of foreign) {
		await tx
			.updateTable('subscription')
			.set(stand)
			.where('id', '=', id)
			.where('organisation_id', '=', organisationId)
			.execute();
	}
}

/** The one that counts: what is live, else what ended last. A purchase that was never paid counts for nothing. */
async function chooseCurrent(
	{ log }: Services,
	tx: Queries,
	organisationId: string,
	{ subscriptions, foreign }: ReadFromStripe,
): Promise<void> {
	const ids = [...subscriptions, ...foreign].map(({ id }) => id);
	if (ids.length === 0) return;
	const kept = await tx
		.selectFrom('subscription')
		.select(['id', 'status', 'created_at'])
		.where('organisation_id', '=', organisationId)
		.where('id', 'in', ids)
		.execute();
	const began = kept
		.filter(({ status }) => status !== 'incomplete' && status !== 'incomplete_expired')
		.toSorted((one, other) => (one.created_at < other.created_at ? 1 : -1));
	const live = began.filter(isLive);
	if (live.length > 1) {
		log.error({ organisation: organisationId }, 'an organisation pays for two subscriptions');
	}
	const current = live[0] ?? began[0];
	if (!current) return;
	await tx
		.updateTable('organisation')
		.set({ subscription_id: current.id })
		.where('id', '=', organisationId)
		.execute();
}

/** @returns those that are new or stand differently */
async function keepInvoices(
	tx: Queries,
	organisationId: string,
	{ invoices }: ReadFromStripe,
): Promise<readonly Pick<InvoiceRow, 'number' | 'status'>[]> {
	const known = await tx
		.selectFrom('invoice')
		.select(['id', 'status'])
		.where('organisation_id', '=', organisationId)
		.execute();
	const statuses = new Map(known.map(({ id, status }) => [id, status]));
	for (const row of invoices) {
		await tx
			.insertInto('invoice')
			.values({ ...row, organisation_id: organisationId, told_at: null })
			.onConflict((conflict) => conflict.column('id').doUpdateSet(row))
			.execute();
	}
	return invoices.filter(({ id, status }) => statuses.get(id) !== status);
}

async function recordChanges(
	services: Services,
	tx: Queries,
	{
		organisationId,
		before,
		fresh,
	}: {
		readonly organisationId: string;
		readonly before: Subscription | null;
		readonly fresh: readonly Pick<InvoiceRow, 'number' | 'status'>[];
	},
): Promise<void> {
	const after = await currentOf(tx, organisationId);
	if (after && wordsOf(after) !== (before ? wordsOf(before) : null)) {
		const { plan, period, status, cancel_at } = after;
		const facts = { plan, period, status: planStatus(status, cancel_at !== null) };
		await recordAct(services, tx, organisationId, { type: 'billing.plan', by: null, facts });
	}
	for (const { number, status } of fresh) {
		const facts = { invoice: number, status };
		await recordAct(services, tx, organisationId, { type: 'billing.invoice', by: null, facts });
	}
}

const wordsOf = ({ id, plan, period, status, cancel_at }: Subscription): string =>
	[id, plan, period, status, cancel_at !== null].join();
