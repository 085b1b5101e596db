import type Stripe from 'stripe';
import { bill, found, nameOfPrice, type Sim } from '../bills';
import { end } from '../end';
import { applyPending, begin, catchUp, PENDING_S } from '../lives';
import { invoiceObject } from '../objects/invoice';
import { itemOf, NOT_CANCELLED } from '../objects/subscription';
import { changeAt } from '../proration';
import { SimError } from '../sim-error';
import { idOf } from '../state';
import { pageOf, partIn, textIn, type Asked, type Endpoint } from './endpoint';

/** Subscriptions, and what a change of one would cost. */
export const SUBSCRIPTIONS: readonly Endpoint[] = [
	{
		...{ method: 'GET', path: '/subscriptions' },
		answer: (sim, { params }) => {
			const { state } = sim;
			const customer = textIn(params, 'customer');
			if (customer !== '') customerIn(sim, customer);
			catchUp(sim, customer);
			const status = textIn(params, 'status');
			const all = Object.values(state.kept.subscriptions)
				.filter((one) => customer === '' || one.customer === customer)
				.filter((one) => status === 'all' || one.status !== 'canceled');
			return pageOf(all, params, '/v1/subscriptions');
		},
	},
	{
		...{ method: 'POST', path: '/subscriptions' },
		answer: (sim, { params }) => {
			const { kept } = sim.state;
			const customer = found(kept.customers, textIn(params, 'customer'), 'customer');
			const price = wantedPrice(sim, params);
			if (price === null) throw new SimError(400, 'Nothing to subscribe to.');
			return begin(sim, customer, price, params.metadata);
		},
	},
	{ ...{ method: 'GET', path: '/subscriptions/:id' }, answer: (sim, { id }) => theOne(sim, id) },
	{ ...{ method: 'POST', path: '/subscriptions/:id' }, answer: update },
	{
		...{ method: 'DELETE', path: '/subscriptions/:id' },
		answer: (sim, { id }) => {
			const subscription = theOne(sim, id);
			if (subscription.status === 'canceled') throw new SimError(404, `${id} has ended.`);
			end(
				sim,
				subscription,
				sim.state.timeOf(idOf(subscription.customer)),
				'cancellation_requested',
			);
			return subscription;
		},
	},
	{ ...{ method: 'POST', path: '/invoices/create_preview' }, answer: preview },
];

/** @throws SimError as the real one, which names the parameter */
function customerIn({ state }: Sim, id: string): void {
	if (Object.hasOwn(state.kept.customers, id)) return;
	const says = `No such customer: '${id}'`;
	throw new SimError(400, says, 'invalid_request_error', 'resource_missing', 'customer');
}

function theOne(sim: Sim, id: string): Stripe.Subscription {
	const subscription = found(sim.state.kept.subscriptions, id, 'subscription');
	catchUp(sim, idOf(subscription.customer));
	return subscription;
}

/** What may stand beside `pending_if_incomplete`. */
const MAY_BE_PENDING = new Set([
	...['items', 'proration_behavior', 'proration_date', 'payment_behavior', 'expand'],
	...['billing_cycle_anchor', 'trial_end', 'off_session'],
]);

function update(sim: Sim, { id, params }: Asked): Stripe.Subscription {
	const subscription = theOne(sim, id);
	if (subscription.status === 'canceled') throw new SimError(400, `${id} has ended.`);
	if (subscription.schedule !== null) {
		const says = `The subscription is managed by the subscription schedule \`${idOf(subscription.schedule)}\`, and updating it directly is not allowed. Please update the schedule instead.`;
		throw new SimError(400, says);
	}
	if (params.payment_behavior === 'pending_if_incomplete') {
		const odd = Object.keys(params).find((name) => !MAY_BE_PENDING.has(name));
		if (odd !== undefined) {
			throw new SimError(400, `${odd} can not be set with pending_if_incomplete.`);
		}
	}
	if ('cancel_at' in params) setEnd(sim, subscription, params);
	else if ('cancel_at_period_end' in params) setCancel(sim, subscription, params);
	const price = wantedPrice(sim, params);
	if (price !== null) change(sim, subscription, price, params);
	sim.webhooks.emit('customer.subscription.updated', subscription);
	return subscription;
}

function setCancel(
	sim: Sim,
	subscription: Stripe.Subscription,
	params: Readonly<Record<string, unknown>>,
): void {
	const cancels = params.cancel_at_period_end === 'true';
	const details = partIn(params, 'cancellation_details');
	// A day that somebody set stays: it is taken back by its own name.
	if (!cancels && !subscription.cancel_at_period_end) return;
	subscription.cancel_at_period_end = cancels;
	subscription.cancel_at = cancels ? itemOf(subscription).current_period_end : null;
	subscription.canceled_at = cancels ? sim.state.timeOf(idOf(subscription.customer)) : null;
	subscription.cancellation_details = cancels
		? {
				...NOT_CANCELLED,
				feedback: (textIn(details, 'feedback') || null) as null,
				comment: textIn(details, 'comment') || null,
				reason: 'cancellation_requested',
			}
		: NOT_CANCELLED;
}

/** A day on which it ends, or none any more. @throws SimError as the real one: it is one or the other */
function setEnd(
	sim: Sim,
	subscription: Stripe.Subscription,
	params: Readonly<Record<string, unknown>>,
): void {
	if ('cancel_at_period_end' in params) {
		throw new SimError(400, 'cancel_at and cancel_at_period_end can not be set together.');
	}
	const at = Number(textIn(params, 'cancel_at'));
	subscription.cancel_at_period_end = false;
	subscription.cancel_at = at > 0 ? at : null;
	subscription.canceled_at = at > 0 ? sim.state.timeOf(idOf(subscription.customer)) : null;
}

function wantedPrice(
	{ state }: Sim,
	params: Readonly<Record<string, unknown>>,
): Stripe.Price | null {
	const [item] = Array.isArray(params.items) ? (params.items as Record<string, unknown>[]) : [];
	return item ? found(state.kept.prices, textIn(item, 'price'), 'price') : null;
}

function momentOf(sim: Sim, subscription: Stripe.Subscription, date: unknown): number {
	const now = sim.state.timeOf(idOf(subscription.customer));
	const at = typeof date === 'string' && date !== '' ? Number(date) : now;
	const { current_period_start, current_period_end } = itemOf(subscription);
	if (at >= current_period_start && at <= current_period_end) return at;
	throw new SimError(400, 'The proration date must be in the current period.');
}

function change(
	sim: Sim,
	subscription: Stripe.Subscription,
	price: Stripe.Price,
	params: Readonly<Record<string, unknown>>,
): void {
	const at = momentOf(sim, subscription, params.proration_date);
	const { lines } = changeAt(subscription, price, at, nameOfPrice(sim));
	const now = sim.state.timeOf(idOf(subscription.customer));
	const invoice = bill(sim, subscription, lines, 'subscription_update', now);
	if (invoice.status === 'paid') return applyPending(sim, subscription, price.id, at);
	sim.state.kept.pending[subscription.id] = { price: price.id, invoice: invoice.id, at: now };
	subscription.pending_update = {
		...{ billing_cycle_anchor: null, cancel_at_period_end: null, discount: null, discounts: null },
		...{ expires_at: now + PENDING_S, metadata: null, trial_end: null, trial_from_plan: null },
		subscription_items: [{ ...itemOf(subscription), price }],
	};
}

function preview(sim: Sim, { params }: Asked): Stripe.Invoice {
	const subscription = theOne(sim, textIn(params, 'subscription'));
	const details = partIn(params, 'subscription_details');
	const price = wantedPrice(sim, details);
	if (price === null) throw new SimError(400, 'Nothing to preview.');
	const at = momentOf(sim, subscription, details.proration_date);
	const customer = found(sim.state.kept.customers, idOf(subscription.customer), 'customer');
	const { lines } = changeAt(subscription, price, at, nameOfPrice(sim));
	const reason = 'upcoming';
	const created = sim.state.timeOf(customer.id);
	const draft = {
		...{ customer, subscription, lines, reason, created, number: null, pages: sim.pages },
		percentOff: sim.state.kept.discounts[customer.id] ?? 0,
	};
	return invoiceObject(draft);
}
