import type Stripe from 'stripe';
import { bill, found, nameOfPrice, take, type Sim } from './bills';
import { dun, recover } from './dunning';
import { end } from './end';
import { planObject } from './objects/catalogue';
import { onePeriodAfter } from './objects/ids';
import { itemOf, subscriptionObject } from './objects/subscription';
import { intervalOf } from './proration';
import { idOf } from './state';

/** How long a change, or a first purchase, waits for its payment. */
export const PENDING_S = 23 * 3600;

/** A subscription begins, and its first period is paid or not. @param isConfirmed at the bank, where it asks */
export function begin(
	sim: Sim,
	customer: Stripe.Customer,
	price: Stripe.Price,
	metadata: unknown,
	isConfirmed = false,
): Stripe.Subscription {
	const at = sim.state.timeOf(customer.id);
	const subscription = subscriptionObject(customer, price, metadata, at);
	sim.state.kept.subscriptions[subscription.id] = subscription;
	const [says, cents] = [nameOfPrice(sim)(price), price.unit_amount ?? 0];
	const line = { cents, says, start: at, end: itemOf(subscription).current_period_end, price };
	const lines = [{ ...line, isProration: false }];
	const invoice = bill(sim, subscription, lines, 'subscription_create', at, isConfirmed);
	if (invoice.status !== 'paid') subscription.status = 'incomplete';
	sim.webhooks.emit('customer.subscription.created', subscription);
	return subscription;
}

/** Lets everything happen to a customer that is due by now: renewals, changes, ends, payments tried again. */
export function catchUp(sim: Sim, customer: string): void {
	const until = sim.state.timeOf(customer);
	for (const subscription of Object.values(sim.state.kept.subscriptions)) {
		if (subscription.customer === customer) live(sim, subscription, until);
	}
}

function live(sim: Sim, subscription: Stripe.Subscription, until: number): void {
	forgetPending(sim, subscription, until);
	forgetIncomplete(sim, subscription, until);
	// Every turn ends a period or a try; ten years are more than anybody moves ahead.
	for (let turn = 0; turn < 200; turn++) {
		if (subscription.status === 'past_due' && dun(sim, subscription, until)) continue;
		if (subscription.status !== 'active' && subscription.status !== 'past_due') return;
		if (endByHand(sim, subscription, until)) return;
		if (itemOf(subscription).current_period_end > until) return;
		endPeriod(sim, subscription);
	}
}

/** A day that somebody set comes before the period's end, or in a later period. @returns whether it has come */
function endByHand(sim: Sim, subscription: Stripe.Subscription, until: number): boolean {
	const { cancel_at: at, cancel_at_period_end } = subscription;
	if (at === null || cancel_at_period_end || at > until) return false;
	if (at > itemOf(subscription).current_period_end) return false;
	end(sim, subscription, at, 'cancellation_requested');
	return true;
}

function endPeriod(sim: Sim, subscription: Stripe.Subscription): void {
	const item = itemOf(subscription);
	const at = item.current_period_end;
	if (subscription.cancel_at_period_end)
		return end(sim, subscription, at, 'cancellation_requested');
	turnSchedule(sim, subscription, at);
	item.current_period_start = at;
	const interval = intervalOf(item.price);
	item.current_period_end = onePeriodAfter(at, interval, subscription.billing_cycle_anchor);
	const [says, cents] = [nameOfPrice(sim)(item.price), item.price.unit_amount ?? 0];
	const line = { cents, says, start: at, end: item.current_period_end, price: item.price };
	const lines = [{ ...line, isProration: false }];
	const invoice = bill(sim, subscription, lines, 'subscription_cycle', at);
	if (invoice.status !== 'paid') subscription.status = 'past_due';
	sim.webhooks.emit('customer.subscription.updated', subscription);
}

/** The next phase of a schedule begins, or the last one ends. */
function turnSchedule(sim: Sim, subscription: Stripe.Subscription, at: number): void {
	const { kept } = sim.state;
	const schedule = kept.schedules[idOf(subscription.schedule)];
	if (!schedule) return;
	const next = schedule.phases.find(({ start_date }) => start_date === at);
	if (next) {
		setPrice(subscription, found(kept.prices, idOf(next.items[0]?.price), 'price'), at);
		schedule.current_phase = { start_date: next.start_date, end_date: next.end_date };
		sim.webhooks.emit('subscription_schedule.updated', schedule);
	} else if (schedule.phases.every(({ end_date }) => end_date <= at)) {
		release(sim, schedule, at);
	}
}

/** Lets go of a subscription: it goes on as it is. */
export function release(sim: Sim, schedule: Stripe.SubscriptionSchedule, at: number): void {
	const subscription = sim.state.kept.subscriptions[idOf(schedule.subscription)];
	schedule.status = 'released';
	schedule.released_at = at;
	schedule.released_subscription = subscription?.id ?? null;
	schedule.subscription = null;
	schedule.current_phase = null;
	if (subscription) subscription.schedule = null;
	sim.webhooks.emit('subscription_schedule.released', schedule);
	if (subscription) sim.webhooks.emit('customer.subscription.updated', subscription);
}

/** Puts a subscription on another price; the anchor moves with the interval. */
export function setPrice(subscription: Stripe.Subscription, to: Stripe.Price, at: number): void {
	const item = itemOf(subscription);
	if (intervalOf(item.price) !== intervalOf(to)) subscription.billing_cycle_anchor = at;
	item.price = to;
	item.plan = planObject(to);
}

function forgetPending(sim: Sim, subscription: Stripe.Subscription, until: number): void {
	const pending = sim.state.kept.pending[subscription.id];
	if (!pending || pending.at + PENDING_S > until) return;
	const invoice = sim.state.kept.invoices[pending.invoice];
	if (invoice) invoice.status = 'void';
	delete sim.state.kept.pending[subscription.id];
	subscription.pending_update = null;
	sim.webhooks.emit('customer.subscription.pending_update_expired', subscription);
}

/** A first payment that nobody made good: there was never a plan. */
function forgetIncomplete(sim: Sim, subscription: Stripe.Subscription, until: number): void {
	if (subscription.status !== 'incomplete' || subscription.created + PENDING_S > until) return;
	subscription.status = 'incomplete_expired';
	subscription.ended_at = subscription.created + PENDING_S;
	const invoice = sim.state.kept.invoices[idOf(subscription.latest_invoice)];
	if (invoice) invoice.status = 'void';
	sim.webhooks.emit('customer.subscription.updated', subscription);
}

/** What paying its invoice makes good. */
const IN_ARREARS: ReadonlySet<string> = new Set(['past_due', 'unpaid', 'incomplete']);

/** Somebody pays an open invoice by hand, at their bank too where it asks: what waited for it happens. @returns whether it is paid */
export function payNow(sim: Sim, invoice: Stripe.Invoice, isConfirmed = false): boolean {
	const { kept } = sim.state;
	const at = sim.state.timeOf(idOf(invoice.customer));
	if (invoice.status !== 'open' || !take(sim, invoice, at, isConfirmed)) {
		return invoice.status === 'paid';
	}
	const subscription = kept.subscriptions[idOf(invoice.parent?.subscription_details?.subscription)];
	if (!subscription) return true;
	const pending = kept.pending[subscription.id];
	if (pending?.invoice === invoice.id) {
		applyPending(sim, subscription, pending.price, pending.at);
	} else if (IN_ARREARS.has(subscription.status)) recover(sim, subscription);
	return true;
}

/** A change whose payment went through takes effect. */
export function applyPending(
	sim: Sim,
	subscription: Stripe.Subscription,
	price: string,
	at: number,
): void {
	const item = itemOf(subscription);
	const to = found(sim.state.kept.prices, price, 'price');
	if (intervalOf(item.price) !== intervalOf(to)) {
		item.current_period_start = at;
		item.current_period_end = onePeriodAfter(at, intervalOf(to), at);
	}
	setPrice(subscription, to, at);
	delete sim.state.kept.pending[subscription.id];
	subscription.pending_update = null;
	sim.webhooks.emit('customer.subscription.updated', subscription);
}
