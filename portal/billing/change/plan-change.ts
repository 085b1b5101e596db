import type Stripe from 'stripe';
import type { SubscriptionRow } from '../../database/billing-schema';
import type { Choice } from '../entitlement/plans';
import type { StripeDesk } from '../stripe/stripe-desk';

type Desk = Pick<StripeDesk, 'client' | 'catalogue'>;
type Row = Omit<SubscriptionRow, 'organisation_id'>;

/** What a change that is paid now costs, as Stripe counts it at a moment. */
export interface Charge {
	/** Taken from the card today. */
	readonly cents: number;
	/** Given back later where the old plan was worth more than the new one. */
	readonly credit: number;
	readonly lines: readonly { readonly says: string; readonly cents: number }[];
	/** The moment it is counted for: the change is made with the same, so that it costs the same. */
	readonly prorationDate: number;
}

/** Asks Stripe what a change would cost now; changes nothing. */
export async function chargeOf(
	{ client, catalogue }: Desk,
	subscription: Row,
	to: Choice,
	prorationDate: number,
): Promise<Charge> {
	const preview = await client.invoices.createPreview({
		subscription: subscription.id,
		subscription_details: {
			items: [{ id: subscription.item_id, price: await catalogue.priceOf(to) }],
			...{ proration_behavior: 'always_invoice', proration_date: prorationDate },
		},
	});
	return {
		...{ cents: preview.amount_due, credit: Math.max(0, -preview.total), prorationDate },
		lines: sumLines(preview),
	};
}

type SumParts = Pick<
	Stripe.Invoice,
	'lines' | 'total_taxes' | 'total' | 'amount_due' | 'total_discount_amounts'
>;

/** What an amount is made of: its lines add up to what is taken, discount, tax and credit of earlier changes too. */
export function sumLines({
	lines,
	total_taxes,
	total,
	amount_due,
	total_discount_amounts,
}: SumParts): Charge['lines'] {
	const off = (total_discount_amounts ?? []).reduce((sum, { amount }) => sum + amount, 0);
	const tax = (total_taxes ?? [])
		// What is in the prices already is no line of its own.
		.filter(({ tax_behavior }) => tax_behavior === 'exclusive')
		.reduce((sum, { amount }) => sum + amount, 0);
	const fromCredit = total > 0 ? amount_due - total : 0;
	return [
		...lines.data.map(({ description, amount }) => ({ says: description ?? '', cents: amount })),
		...(off === 0 ? [] : [{ says: 'Discount', cents: -off }]),
		...(tax === 0 ? [] : [{ says: 'Tax', cents: tax }]),
		...(fromCredit === 0 ? [] : [{ says: 'Credit of earlier changes', cents: fromCredit }]),
	];
}

/**
 * Changes the plan now and takes the difference. A payment that fails leaves the old plan as it was, and the change
 * waits for it at Stripe for a day. The same wish twice is one change.
 */
export async function changeNow(
	stripe: Desk,
	subscription: Row,
	to: Choice,
	prorationDate: number,
): Promise<void> {
	const { client, catalogue } = stripe;
	await clearTheWay(stripe, subscription);
	const price = await catalogue.priceOf(to);
	await client.subscriptions.update(
		subscription.id,
		{
			items: [{ id: subscription.item_id, price }],
			...{ proration_behavior: 'always_invoice', proration_date: prorationDate },
			payment_behavior: 'pending_if_incomplete',
		},
		{ idempotencyKey: `change-${subscription.id}-${price}-${prorationDate}` },
	);
}

/** Plans a change for the end of what is paid. */
export async function changeLater(stripe: Desk, subscription: Row, to: Choice): Promise<void> {
	const { client, catalogue } = stripe;
	await clearTheWay(stripe, subscription);
	const price = await catalogue.priceOf(to);
	const schedule = await client.subscriptionSchedules.create({
		from_subscription: subscription.id,
	});
	const [current] = schedule.phases;
	if (!current) throw new Error(`${schedule.id} has no phase`);
	await client.subscriptionSchedules.update(schedule.id, {
		...{ end_behavior: 'release', proration_behavior: 'none' },
		phases: [
			{
				items: [{ price: subscription.price_id, quantity: 1 }],
				...{ start_date: current.start_date, end_date: current.end_date },
			},
			{
				items: [{ price, quantity: 1 }],
				duration: { interval: to.period, interval_count: 1 },
			},
		],
	});
}

/** A subscription under a schedule can't be changed otherwise, and one that is to end takes no change either. */
export async function clearTheWay(
	{ client }: Pick<StripeDesk, 'client'>,
	{ id, schedule_id, cancel_at }: Row,
): Promise<void> {
	if (schedule_id !== null) await client.subscriptionSchedules.release(schedule_id);
	if (cancel_at === null) return;
	// Which of the two it was is asked anew: a day that somebody set by hand stays when only the other is taken back.
	const { cancel_at_period_end } = await client.subscriptions.retrieve(id);
	const goesOn = cancel_at_period_end
		? { cancel_at_period_end: false }
		: { cancel_at: '' as const };
	await client.subscriptions.update(id, goesOn);
}
