import type Stripe from 'stripe';
import { take, type Sim } from './bills';
import { end } from './end';
import { idOf } from './state';

const DAY_S = 24 * 3600;
/** When a payment that failed is tried again. */
const TRY_AGAIN_DAYS = [3, 8, 15];

/**
 * Tries a payment again when it is due, and after the last try does what the account is set to: end the subscription,
 * keep it unpaid, or let it go on past due.
 *
 * @returns whether something happened
 */
export function dun(sim: Sim, subscription: Stripe.Subscription, until: number): boolean {
	const invoice = sim.state.kept.invoices[idOf(subscription.latest_invoice)];
	if (!invoice || invoice.status === 'paid') return false;
	const days = TRY_AGAIN_DAYS[invoice.attempt_count - 1];
	if (days === undefined) return giveUp(sim, subscription, invoice);
	const at = invoice.created + days * DAY_S;
	if (at > until) return false;
	if (take(sim, invoice, at)) recover(sim, subscription);
	return true;
}

function giveUp(sim: Sim, subscription: Stripe.Subscription, invoice: Stripe.Invoice): boolean {
	const { afterTries } = sim.state.kept;
	if (afterTries === 'pastDue') return false;
	if (afterTries === 'unpaid') {
		subscription.status = 'unpaid';
		sim.webhooks.emit('customer.subscription.updated', subscription);
	} else end(sim, subscription, invoice.created + 15 * DAY_S, 'payment_failed');
	return true;
}

/** What was not paid is. */
export function recover(sim: Sim, subscription: Stripe.Subscription): void {
	subscription.status = 'active';
	sim.webhooks.emit('customer.subscription.updated', subscription);
}
