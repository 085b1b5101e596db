import type Stripe from 'stripe';
import type { SubscriptionRow } from '../../database/billing-schema';
import { changeLater, changeNow, chargeOf } from '../change/plan-change';
import { subscriptionRow } from '../mirror/subscription-row';
import { Catalogue } from '../stripe/catalogue';
import type { StripeDesk } from '../stripe/stripe-desk';
import { setUpCatalogue } from '../stripe/set-up';
import { TestCustomer } from './test-customer';

/** Told of each thing that was checked. */
export type TellCheck = (what: string, isGood: boolean, found: string) => void;

type Desk = Pick<StripeDesk, 'client' | 'catalogue'>;
type Row = Omit<SubscriptionRow, 'organisation_id'>;

/**
 * Does at a Stripe without money what the portal does, with the portal's own code, and looks whether it comes out as
 * the portal believes: prices, changes now and later, the end, a payment that fails. Time is a test clock of its own,
 * which is deleted in the end with everything on it.
 */
export async function checkStripe(client: Stripe, tell: TellCheck): Promise<void> {
	await setUpCatalogue(client);
	const desk = { client, catalogue: new Catalogue(client, false) } as const;
	const customer = await TestCustomer.make(client, 'pm_card_visa');
	try {
		await checkPages(desk, customer, tell);
		await checkChanges(desk, customer, tell);
		await checkFailure(desk, customer, tell);
		await checkEnd(desk, customer, tell);
	} finally {
		await customer.forget();
	}
}

async function checkPages({ client, catalogue }: Desk, { id }: TestCustomer, tell: TellCheck) {
	const price = await catalogue.priceOf({ plan: 'starter', period: 'month' });
	const session = await client.checkout.sessions.create({
		...{ mode: 'subscription', customer: id, line_items: [{ price, quantity: 1 }] },
		...{ automatic_tax: { enabled: true }, tax_id_collection: { enabled: true } },
		...{ customer_update: { name: 'auto', address: 'auto' } },
		success_url: 'https://example.com/?session={CHECKOUT_SESSION_ID}',
	});
	tell('a page to pay on', session.url !== null, session.status ?? 'none');
	await client.checkout.sessions.expire(session.id);
	const configuration = (await catalogue.portalConfiguration()) ?? '';
	const visit = await client.billingPortal.sessions.create({
		...{ customer: id, configuration, return_url: 'https://example.com/' },
	});
	tell('a page to change the card on', visit.url !== '', visit.id);
}

async function checkChanges(desk: Desk, customer: TestCustomer, tell: TellCheck): Promise<void> {
	const starter = { plan: 'starter', period: 'month' } as const;
	await customer.subscribe(await desk.catalogue.priceOf(starter));
	const first = await rowOf(desk, customer);
	tell('a first plan', first.plan === 'starter' && first.status === 'active', wordsOf(first));
	const business = { plan: 'business', period: 'month' } as const;
	const charge = await chargeOf(desk, first, business, customer.now);
	await changeNow(desk, first, business, charge.prorationDate);
	const raised = await rowOf(desk, customer);
	const invoice = await desk.client.invoices.retrieve(raised.latest_invoice ?? '');
	tell('a change now', raised.plan === 'business', wordsOf(raised));
	const isAsNamed = invoice.amount_due === charge.cents;
	tell('costs what was named', isAsNamed, `${charge.cents} named, ${invoice.amount_due} taken`);
	await changeLater(desk, raised, starter);
	const planned = await rowOf(desk, customer);
	tell('a change at the end', planned.next_plan === 'starter', wordsOf(planned));
	const msp = { plan: 'msp', period: 'month' } as const;
	const meanwhile = await chargeOf(desk, planned, msp, customer.now);
	tell('a price while one is planned', meanwhile.cents > 0, `${meanwhile.cents}`);
	await desk.client.subscriptionSchedules.release(planned.schedule_id ?? '');
	const undone = await rowOf(desk, customer);
	tell('taken back', undone.next_plan === null && undone.schedule_id === null, wordsOf(undone));
	await changeLater(desk, undone, starter);
	await customer.advanceTo(Date.parse(undone.period_end) / 1000 + 2 * 3600);
	const lowered = await rowOf(desk, customer);
	const isThere = lowered.plan === 'starter' && lowered.next_plan === null;
	tell('happens at the end', isThere, wordsOf(lowered));
	if (lowered.schedule_id) await desk.client.subscriptionSchedules.release(lowered.schedule_id);
}

async function checkFailure(desk: Desk, customer: TestCustomer, tell: TellCheck): Promise<void> {
	await customer.useCard('pm_card_chargeCustomerFail');
	const before = await rowOf(desk, customer);
	await customer.advanceTo(Date.parse(before.period_end) / 1000 + 2 * 3600);
	const unpaid = await rowOf(desk, customer);
	tell('a payment that fails', unpaid.status === 'past_due', wordsOf(unpaid));
	const isPaidUntil = unpaid.paid_until === before.period_end;
	tell('is paid until the period began', isPaidUntil, unpaid.paid_until);
	await customer.useCard('pm_card_visa');
	await desk.client.invoices.pay(unpaid.latest_invoice ?? '');
	const paid = await rowOf(desk, customer);
	tell('paid after all', paid.status === 'active', wordsOf(paid));
}

async function checkEnd(desk: Desk, customer: TestCustomer, tell: TellCheck): Promise<void> {
	const { id, period_end } = await rowOf(desk, customer);
	await desk.client.subscriptions.update(id, {
		...{ cancel_at_period_end: true, cancellation_details: { feedback: 'unused' } },
	});
	const ending = await rowOf(desk, customer);
	const isEnding = ending.cancels === 1 && ending.paid_until === period_end;
	tell('a plan that is cancelled', isEnding, wordsOf(ending));
	await customer.advanceTo(Date.parse(period_end) / 1000 + 2 * 3600);
	const ended = await rowOf(desk, customer);
	tell('has ended', ended.status === 'canceled' && ended.ended_at !== null, wordsOf(ended));
}

async function rowOf({ client, catalogue }: Desk, { id }: TestCustomer): Promise<Row> {
	const wanted = { customer: id, status: 'all', limit: 1, expand: ['data.schedule'] } as const;
	const [subscription] = (
		await client.subscriptions.list({ ...wanted, expand: [...wanted.expand] })
	).data;
	const row = subscription ? await subscriptionRow(catalogue, subscription) : null;
	if (row === null) throw new Error('There is no subscription for a plan of ours.');
	return row;
}

const wordsOf = ({ plan, period, status, cancels, next_plan }: Row): string =>
	`${plan}, ${period}, ${status}${cancels === 1 ? ', cancelled' : ''}${next_plan ? `, then ${next_plan}` : ''}`;
