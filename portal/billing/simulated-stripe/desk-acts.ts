import { Router, type Request } from 'express';
import type Stripe from 'stripe';
import { bill, found, type Sim } from './bills';
import { priceObject, productObject } from './objects/catalogue';
import { setPrice } from './lives';
import { itemOf } from './objects/subscription';
import { idOf } from './state';

const DAY_S = 24 * 3600;
/** What the account is set to do after the last try of a payment. */
const AFTER_TRIES = ['end', 'unpaid', 'pastDue'] as const;

/** What somebody does by hand at Stripe: things that the portal never asks for, and has to read all the same. */
const ACTS: Readonly<
	Record<string, (sim: Sim, subscription: Stripe.Subscription, now: number) => void>
> = {
	endSoon: (_, subscription, now) => Object.assign(subscription, endAt(now + 10 * DAY_S, now)),
	endLater: (_, subscription, now) => Object.assign(subscription, endAt(now + 100 * DAY_S, now)),
	pause: (_, subscription) => Object.assign(subscription, { status: 'paused' }),
	resume: (_, subscription) => Object.assign(subscription, { status: 'active' }),
	discount: ({ state }, { customer }) => {
		if (typeof customer === 'string') state.kept.discounts[customer] = 20;
	},
	extras: billExtras,
	foreign: (sim, subscription, now) => setPrice(subscription, foreignPrice(sim, now), now),
};

/** So many that an invoice does not bring all of them along. */
const EXTRAS = 23;

function billExtras(sim: Sim, subscription: Stripe.Subscription, now: number): void {
	const { price } = itemOf(subscription);
	const lines = Array.from({ length: EXTRAS }, (_, at) => ({
		...{ cents: 100, says: `Extra ${at + 1}`, start: now, end: now },
		...{ price, isProration: false },
	}));
	bill(sim, subscription, lines, 'manual', now);
}

const endAt = (cancel_at: number, canceled_at: number) =>
	({ cancel_at, canceled_at, cancel_at_period_end: false }) satisfies Partial<Stripe.Subscription>;

/** The price of something that is no plan of the portal. */
function foreignPrice({ state }: Sim, now: number): Stripe.Price {
	const product = productObject({ name: 'Something else' }, now);
	const wish = { product: product.id, currency: 'usd', unit_amount: 1_000 } as const;
	const price = priceObject({ ...wish, recurring: { interval: 'month' } }, now);
	state.kept.products[product.id] = product;
	state.kept.prices[price.id] = price;
	return price;
}

/** Where it is done. */
export function deskActs(sim: Sim): Router {
	const router = Router();
	const { kept } = sim.state;
	router.post('/_/act', (request, response) => {
		const subscription = found(kept.subscriptions, textIn(request, 'subscription'), 'subscription');
		const name = textIn(request, 'act');
		const act = Object.hasOwn(ACTS, name) ? ACTS[name] : undefined;
		act?.(sim, subscription, sim.state.timeOf(idOf(subscription.customer)));
		sim.webhooks.emit('customer.subscription.updated', subscription);
		response.redirect(303, '/');
	});
	router.post('/_/after-tries', (request, response) => {
		const wish = textIn(request, 'after');
		kept.afterTries = AFTER_TRIES.find((one) => one === wish) ?? 'end';
		response.redirect(303, '/');
	});
	return router;
}

function textIn(request: Request, name: string): string {
	const value = (request.body as Record<string, unknown> | undefined)?.[name];
	return typeof value === 'string' ? value : '';
}
