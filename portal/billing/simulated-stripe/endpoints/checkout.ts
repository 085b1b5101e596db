import type Stripe from 'stripe';
import { found, type Sim } from '../bills';
import { begin } from '../lives';
import { checkoutObject, portalObject } from '../objects/sessions';
import { SimError } from '../sim-error';
import { idOf, type Card } from '../state';
import { partIn, textIn, type Endpoint } from './endpoint';

/** Purchases and visits to the customer portal. */
export const CHECKOUT: readonly Endpoint[] = [
	{
		...{ method: 'POST', path: '/checkout/sessions' },
		answer: (sim, { params }) => {
			const { kept } = sim.state;
			const wish = params as unknown as Stripe.Checkout.SessionCreateParams;
			const customer = found(kept.customers, wish.customer ?? '', 'customer');
			const price = found(kept.prices, wish.line_items?.[0]?.price ?? '', 'price');
			if (wish.mode !== 'subscription') throw new SimError(400, 'Only subscriptions are sold.');
			const created = sim.state.timeOf(customer.id);
			const session = checkoutObject(wish, price, created, sim.pages);
			kept.sessions[session.id] = session;
			const { metadata } = partIn(params, 'subscription_data');
			kept.carts[session.id] = { price: price.id, metadata };
			return session;
		},
	},
	{
		...{ method: 'GET', path: '/checkout/sessions/:id' },
		answer: (sim, { id }) => aged(sim, found(sim.state.kept.sessions, id, 'checkout.session')),
	},
	{
		...{ method: 'POST', path: '/checkout/sessions/:id/expire' },
		answer: (sim, { id }) => {
			const session = aged(sim, found(sim.state.kept.sessions, id, 'checkout.session'));
			if (session.status !== 'open') {
				const says = `Only Checkout Sessions with a status in ["open"] can be expired. This one is ${session.status}.`;
				throw new SimError(400, says);
			}
			return expire(sim, session);
		},
	},
	{
		...{ method: 'POST', path: '/billing_portal/sessions' },
		answer: ({ state, pages }, { params }) => {
			const customer = found(state.kept.customers, textIn(params, 'customer'), 'customer');
			const wish = params as unknown as Stripe.BillingPortal.SessionCreateParams;
			const configuration = textIn(params, 'configuration');
			if (configuration !== '') found(state.kept.configurations, configuration, 'configuration');
			const session = portalObject(wish, configuration, state.timeOf(customer.id), pages);
			state.kept.portals[session.id] = session;
			return session;
		},
	},
];

function aged(sim: Sim, session: Stripe.Checkout.Session): Stripe.Checkout.Session {
	const isOld = session.expires_at <= sim.state.timeOf(idOf(session.customer));
	return session.status === 'open' && isOld ? expire(sim, session) : session;
}

function expire(sim: Sim, session: Stripe.Checkout.Session): Stripe.Checkout.Session {
	session.status = 'expired';
	session.url = null;
	sim.webhooks.emit('checkout.session.expired', session);
	return session;
}

/** Somebody pays on the page, and has confirmed it where their bank asks. @returns why the card was refused; null: it was not */
export function payCheckout(
	sim: Sim,
	id: string,
	card: { readonly behaves: Card; readonly last4: string },
): string | null {
	const { kept } = sim.state;
	const session = aged(sim, found(kept.sessions, id, 'checkout.session'));
	if (session.status !== 'open') return 'This page is no longer open.';
	if (card.behaves !== 'good' && card.behaves !== 'asks') return 'Your card was declined.';
	const customer = found(kept.customers, idOf(session.customer), 'customer');
	const cart = found(kept.carts, id, 'cart');
	const price = found(kept.prices, cart.price, 'price');
	kept.cards[customer.id] = { ...card };
	const subscription = begin(sim, customer, price, cart.metadata, true);
	Object.assign(session, { status: 'complete', payment_status: 'paid', url: null });
	Object.assign(session, { subscription: subscription.id, invoice: subscription.latest_invoice });
	sim.webhooks.emit('checkout.session.completed', session);
	return null;
}
