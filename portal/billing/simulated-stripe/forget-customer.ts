import type Stripe from 'stripe';
import type { Sim } from './bills';
import { end } from './end';

/** A customer is deleted: the plan ends at once. Of the person nothing is kept; the real one keeps invoices as they are. */
export function forgetCustomer(sim: Sim, customer: Stripe.Customer): Stripe.DeletedCustomer {
	const { kept } = sim.state;
	const { id } = customer;
	const at = sim.state.timeOf(id);
	for (const subscription of Object.values(kept.subscriptions)) {
		if (subscription.customer !== id || subscription.status === 'canceled') continue;
		end(sim, subscription, at, 'cancellation_requested');
	}
	sim.webhooks.emit('customer.deleted', customer);
	for (const invoice of Object.values(kept.invoices)) {
		if (invoice.customer !== id) continue;
		Object.assign(invoice, { customer_name: null, customer_email: null, customer_address: null });
	}
	kept.events = kept.events.filter(({ data }) => !JSON.stringify(data).includes(id));
	delete kept.customers[id];
	kept.gone.push(id);
	delete kept.cards[id];
	return { id, object: 'customer', deleted: true };
}
