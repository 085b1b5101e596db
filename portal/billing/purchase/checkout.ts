import { randomUUID } from 'node:crypto';
import { recordAct } from '../../audit/acts';
import type { CheckoutRow, SubscriptionRow } from '../../database/billing-schema';
import type { Queries } from '../../database/schema';
import type { MemberCall } from '../../http/call';
import { HttpError } from '../../http/http-error';
import { lockOrganisation } from '../../organisations/organisations';
import type { Services } from '../../services';
import { currentSubscription, runs } from '../current';
import type { Choice } from '../entitlement/plans';
import { refreshSoon } from '../mirror/refresh';
import { stripeFor } from '../owner-only';
import type { StripeDesk } from '../stripe/stripe-desk';
import { customerOf } from './customer';

/** Stripe closes a page that nobody paid on after a day; ours is used again for so long. */
const OPEN_MS = 23 * 3_600_000;

type Buyer = Pick<MemberCall, 'member' | 'visitor'>;

/**
 * Opens the page at Stripe where a first plan is paid. Asked twice for the same plan it is the same page, and of two
 * pages only the newest can be paid on: nobody pays for two plans.
 *
 * @returns its address
 * @throws HttpError 409 where a plan runs already
 */
export async function openCheckout(
	services: Services,
	buyer: Buyer,
	choice: Choice,
): Promise<string> {
	const stripe = stripeFor(services, buyer.member);
	const { db } = services;
	const { id } = buyer.member.organisation;
	// Somebody may have paid a moment ago, on a page that is still open elsewhere.
	await refreshSoon(services, id);
	const current = await currentSubscription(db, id);
	if (runs(current)) throw runsAlready();
	await endUnpaid(stripe, current);
	const customer = await customerOf(services, stripe, buyer);
	const { checkout, others } = await beginCheckout(services, buyer, choice);
	for (const other of others) await closeCheckout(services, stripe, other);
	if (checkout.url !== null && (await isOpen(stripe, checkout))) return checkout.url;
	if (checkout.url !== null) {
		// It was paid or closed there, and nobody came back: the next one is a new one.
		await closeCheckout(services, stripe, checkout);
		return await openCheckout(services, buyer, choice);
	}
	return await openPage(services, stripe, { customer, checkout });
}

/** One that Stripe keeps although it is not paid would come back when its invoice is: then two were paid for. */
async function endUnpaid({ client }: StripeDesk, current: SubscriptionRow | null): Promise<void> {
	if (current === null || (current.status !== 'unpaid' && current.status !== 'paused')) return;
	await client.subscriptions.cancel(current.id);
}

const isOpen = async ({ client }: StripeDesk, { session_id }: CheckoutRow): Promise<boolean> =>
	session_id !== null && (await client.checkout.sessions.retrieve(session_id)).status === 'open';

/** @throws HttpError 409 where somebody opened another one meanwhile */
async function openPage(
	services: Services,
	stripe: StripeDesk,
	wish: { readonly customer: string; readonly checkout: CheckoutRow },
): Promise<string> {
	const { id, url } = await makeSession(services, stripe, wish);
	const kept = await services.db
		.updateTable('checkout')
		.set({ session_id: id, url })
		.where('id', '=', wish.checkout.id)
		.where('organisation_id', '=', wish.checkout.organisation_id)
		.where('state', '=', 'open')
		.returning('id')
		.executeTakeFirst();
	if (kept && url !== null) return url;
	if (url !== null) await stripe.client.checkout.sessions.expire(id);
	throw new HttpError(409, 'Another plan was chosen at the same moment. Nothing was charged.');
}

const runsAlready = (): HttpError =>
	new HttpError(409, 'There is a plan already. Change it under Billing; nothing was charged.');

async function beginCheckout(
	services: Services,
	{ member }: Buyer,
	{ plan, period }: Choice,
): Promise<{ readonly checkout: CheckoutRow; readonly others: readonly CheckoutRow[] }> {
	const { db, now } = services;
	const { id } = member.organisation;
	const at = now();
	return await db.transaction().execute(async (tx) => {
		await lockOrganisation(tx, id);
		const open = await openOf(tx, id);
		const isSame = (row: CheckoutRow) =>
			row.plan === plan && row.period === period && row.expires_at > at.toISOString();
		const again = open.find(isSame);
		const others = open.filter((row) => row !== again);
		if (again) return { checkout: again, others };
		const checkout: CheckoutRow = {
			...{ id: randomUUID(), organisation_id: id, plan, period, session_id: null, url: null },
			...{ state: 'open', created_at: at.toISOString() },
			expires_at: new Date(at.getTime() + OPEN_MS).toISOString(),
		};
		await tx.insertInto('checkout').values(checkout).execute();
		const act = { by: member.accountId, facts: { plan, period } } as const;
		await recordAct(services, tx, id, { type: 'billing.checkoutBegun', ...act });
		return { checkout, others };
	});
}

const openOf = (tx: Queries, organisationId: string): Promise<CheckoutRow[]> =>
	tx
		.selectFrom('checkout')
		.selectAll()
		.where('organisation_id', '=', organisationId)
		.where('state', '=', 'open')
		.execute();

/** @throws HttpError 409 where it was paid meanwhile */
async function closeCheckout(
	services: Services,
	{ client }: StripeDesk,
	{ id, organisation_id, session_id }: CheckoutRow,
): Promise<void> {
	let state = 'expired';
	if (session_id !== null) {
		const session = await client.checkout.sessions.retrieve(session_id);
		if (session.status === 'open') await client.checkout.sessions.expire(session_id);
		if (session.status === 'complete') state = 'complete';
	}
	await services.db
		.updateTable('checkout')
		.set({ state })
		.where('id', '=', id)
		.where('organisation_id', '=', organisation_id)
		.execute();
	if (state !== 'complete') return;
	await refreshSoon(services, organisation_id);
	const paid = await currentSubscription(services.db, organisation_id);
	if (runs(paid)) throw runsAlready();
}

function makeSession(
	{ config }: Services,
	{ client, catalogue }: StripeDesk,
	{ customer, checkout }: { readonly customer: string; readonly checkout: CheckoutRow },
) {
	const { id, organisation_id: organisation } = checkout;
	return catalogue.priceOf(checkout).then((price) =>
		client.checkout.sessions.create(
			{
				...{ mode: 'subscription', customer, client_reference_id: organisation },
				line_items: [{ price, quantity: 1 }],
				// Our pages say dollars, so that is what is taken, wherever somebody pays from.
				adaptive_pricing: { enabled: false },
				subscription_data: { metadata: { organisation } },
				...{ automatic_tax: { enabled: true }, tax_id_collection: { enabled: true } },
				customer_update: { name: 'auto', address: 'auto' },
				// Stripe puts the id in: braces that are encoded it does not know.
				success_url: `${config.publicUrl}/billing/paid?session={CHECKOUT_SESSION_ID}`,
				cancel_url: `${config.publicUrl}/billing`,
			},
			{ idempotencyKey: `checkout-${id}` },
		),
	);
}
