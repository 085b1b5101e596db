import type Stripe from 'stripe';
import { invoiceObject, type DraftLine } from './objects/invoice';
import { noSuch } from './sim-error';
import { idOf, type State } from './state';
import type { Webhooks } from './webhooks';

/** What every endpoint works with. */
export interface Sim {
	readonly state: State;
	readonly webhooks: Webhooks;
	/** Where pages of this process are. */
	readonly pages: string;
}

/** Something that is kept, by its id. @throws SimError */
export function found<T>(all: Record<string, T>, id: string, what: string): T {
	const one = Object.hasOwn(all, id) ? all[id] : undefined;
	if (one === undefined) throw noSuch(what, id);
	return one;
}

export const nameOfPrice =
	({ state }: Pick<Sim, 'state'>) =>
	(price: Stripe.Price): string => {
		const product = state.kept.products[idOf(price.product)];
		const every = price.recurring?.interval === 'year' ? 'yearly' : 'monthly';
		return `${product?.name ?? price.id}, ${every}`;
	};

/** Makes an invoice and tries to take the money. @returns the invoice, `paid` or `open` */
export function bill(
	sim: Sim,
	subscription: Stripe.Subscription,
	lines: readonly DraftLine[],
	reason: Stripe.Invoice.BillingReason,
	at: number,
	isConfirmed = false,
): Stripe.Invoice {
	const { kept } = sim.state;
	const customer = found(kept.customers, idOf(subscription.customer), 'customer');
	const count = Object.values(kept.invoices).filter((one) => one.customer === customer.id).length;
	const number = `${customer.invoice_prefix ?? 'SIM'}-${String(count + 1).padStart(4, '0')}`;
	const draft = {
		...{ customer, subscription, lines, reason, created: at, number, pages: sim.pages },
		percentOff: kept.discounts[customer.id] ?? 0,
	};
	const invoice = invoiceObject(draft);
	kept.invoices[invoice.id] = invoice;
	subscription.latest_invoice = invoice.id;
	sim.webhooks.emit('invoice.finalized', invoice);
	take(sim, invoice, at, isConfirmed);
	return invoice;
}

/**
 * Tries to take what is due.
 *
 * @param isConfirmed somebody is there and said yes at their bank
 * @returns whether it is paid
 */
export function take(sim: Sim, invoice: Stripe.Invoice, at: number, isConfirmed = false): boolean {
	const card = sim.state.kept.cards[idOf(invoice.customer)];
	invoice.attempted = true;
	invoice.attempt_count += 1;
	const isGood = card?.behaves === 'good' || (card?.behaves === 'asks' && isConfirmed);
	if (!isGood && invoice.amount_due > 0) {
		if (card?.behaves === 'asks') sim.webhooks.emit('invoice.payment_action_required', invoice);
		sim.webhooks.emit('invoice.payment_failed', invoice);
		return false;
	}
	invoice.status = 'paid';
	invoice.amount_paid = invoice.amount_due;
	invoice.amount_remaining = 0;
	invoice.status_transitions.paid_at = at;
	sim.webhooks.emit('invoice.paid', invoice);
	return true;
}
