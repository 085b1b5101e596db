import type Stripe from 'stripe';
import type { DraftLine } from './objects/invoice';
import { onePeriodAfter } from './objects/ids';
import { itemOf } from './objects/subscription';

/** What a change to another price costs at a moment, and the period that runs from then on. */
export interface Change {
	readonly lines: readonly DraftLine[];
	readonly start: number;
	readonly end: number;
}

/** Gives back what is left of the old price and takes what is left of the new one, by the second. */
export function changeAt(
	subscription: Stripe.Subscription,
	to: Stripe.Price,
	at: number,
	nameOf: (price: Stripe.Price) => string,
): Change {
	const { price: from, current_period_start, current_period_end } = itemOf(subscription);
	const isSame = from.recurring?.interval === to.recurring?.interval;
	const left = (current_period_end - at) / (current_period_end - current_period_start);
	const back = {
		...{ cents: -Math.round((from.unit_amount ?? 0) * left), price: from, isProration: true },
		...{ says: `Unused time on ${nameOf(from)}`, start: at, end: current_period_end },
	};
	const start = isSame ? current_period_start : at;
	const end = isSame ? current_period_end : onePeriodAfter(at, intervalOf(to), at);
	const cents = isSame ? Math.round((to.unit_amount ?? 0) * left) : (to.unit_amount ?? 0);
	const says = isSame ? `Remaining time on ${nameOf(to)}` : nameOf(to);
	const taken = { cents, says, start: at, end, price: to, isProration: isSame };
	return { lines: [back, taken], start, end };
}

export const intervalOf = (price: Stripe.Price): string => price.recurring?.interval ?? 'month';
