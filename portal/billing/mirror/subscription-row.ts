import type Stripe from 'stripe';
import type { SubscriptionRow } from '../../database/billing-schema';
import type { Choice } from '../entitlement/plans';
import type { Catalogue } from '../stripe/catalogue';

/** Seconds since 1970 as ISO 8601 UTC. */
export const isoOf = (seconds: number): string => new Date(seconds * 1000).toISOString();

const maybeIso = (seconds: number | null): string | null =>
	seconds === null ? null : isoOf(seconds);

/** How a subscription stands, whatever it is for. */
export type SubscriptionStand = Pick<
	SubscriptionRow,
	| 'id'
	| 'status'
	| 'item_id'
	| 'price_id'
	| 'cents'
	| 'period_start'
	| 'period_end'
	| 'paid_until'
	| 'cancels'
	| 'cancel_at'
	| 'ended_at'
>;

/**
 * The part of it that says how it stands; null where it has no item.
 *
 * @param unpaid from when on it is not paid, seconds since 1970; null: see its status
 */
export function subscriptionStand(
	subscription: Stripe.Subscription,
	unpaid: number | null = null,
): SubscriptionStand | null {
	const [item] = subscription.items.data;
	if (!item) return null;
	const { id, status, ended_at } = subscription;
	const endsAt = endOf(subscription, item);
	return {
		...{ id, status, item_id: item.id, price_id: item.price.id },
		cents: item.price.unit_amount ?? 0,
		period_start: isoOf(item.current_period_start),
		period_end: isoOf(item.current_period_end),
		paid_until: isoOf(paidUntil(subscription, item, unpaid)),
		cancels: endsAt !== null && endsAt <= item.current_period_end ? 1 : 0,
		...{ cancel_at: maybeIso(endsAt), ended_at: maybeIso(ended_at) },
	};
}

/**
 * A subscription as it is kept.
 *
 * @param subscription with its schedule as a whole
 * @param unpaid as above
 * @returns null for one that is not for a plan of ours
 */
export async function subscriptionRow(
	catalogue: Pick<Catalogue, 'choiceOf'>,
	subscription: Stripe.Subscription,
	unpaid: number | null = null,
): Promise<Omit<SubscriptionRow, 'organisation_id'> | null> {
	const [item] = subscription.items.data;
	const choice = item ? await catalogue.choiceOf(item.price) : null;
	const stand = subscriptionStand(subscription, unpaid);
	if (!item || stand === null || choice === null) return null;
	const next = nextPhase(subscription, item.current_period_end);
	const nextChoice = next ? await choiceIn(catalogue, next.items[0]?.price) : null;
	const pendingItem = subscription.pending_update?.subscription_items?.[0];
	const pending = pendingItem ? await catalogue.choiceOf(pendingItem.price) : null;
	return {
		...{ ...stand, ...choice },
		schedule_id: idOf(subscription.schedule),
		...{ next_plan: nextChoice?.plan ?? null, next_period: nextChoice?.period ?? null },
		next_at: next && nextChoice ? isoOf(next.start_date) : null,
		...{ pending_plan: pending?.plan ?? null, pending_period: pending?.period ?? null },
		pending_until: pending ? maybeIso(subscription.pending_update?.expires_at ?? null) : null,
		latest_invoice: idOf(subscription.latest_invoice),
		created_at: isoOf(subscription.created),
	};
}

/** When it ends; an end that somebody set by hand may be in a later period. */
function endOf(
	{ cancel_at, cancel_at_period_end }: Stripe.Subscription,
	{ current_period_end }: Stripe.SubscriptionItem,
): number | null {
	return cancel_at ?? (cancel_at_period_end ? current_period_end : null);
}

/** An unpaid period is not paid from its beginning on. */
function paidUntil(
	{ status, ended_at, cancel_at }: Stripe.Subscription,
	{ current_period_start, current_period_end }: Stripe.SubscriptionItem,
	unpaid: number | null,
): number {
	if (ended_at !== null) return ended_at;
	if (status !== 'active' && status !== 'trialing') {
		return Math.min(current_period_start, unpaid ?? Infinity);
	}
	return Math.min(current_period_end, cancel_at ?? Infinity);
}

/** The phase that begins when this period ends. After the switch it is the current one, and there is none. */
function nextPhase({ schedule }: Stripe.Subscription, periodEnd: number) {
	if (typeof schedule !== 'object' || schedule === null) return null;
	return schedule.phases.find(({ start_date }) => start_date >= periodEnd) ?? null;
}

async function choiceIn(
	catalogue: Pick<Catalogue, 'choiceOf'>,
	price: string | Stripe.Price | Stripe.DeletedPrice | undefined,
): Promise<Choice | null> {
	if (price === undefined || (typeof price !== 'string' && price.deleted)) return null;
	return await catalogue.choiceOf(price);
}

const idOf = (one: string | { readonly id: string } | null): string | null =>
	typeof one === 'string' || one === null ? one : one.id;
