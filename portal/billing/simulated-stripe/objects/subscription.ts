import type Stripe from 'stripe';
import { metadataOf, planObject } from './catalogue';
import { listOf, newId, onePeriodAfter } from './ids';

/** A subscription that begins now. */
export function subscriptionObject(
	customer: Stripe.Customer,
	price: Stripe.Price,
	metadata: unknown,
	created: number,
): Stripe.Subscription {
	const id = newId('sub');
	return {
		...{ id, object: 'subscription', application: null, application_fee_percent: null },
		automatic_tax: { disabled_reason: null, enabled: true, liability: { type: 'self' } },
		...{ billing_cycle_anchor: created, billing_cycle_anchor_config: null },
		billing_mode: { flexible: null, type: 'classic' },
		...{ billing_schedules: [], billing_thresholds: null, cancel_at: null },
		...{ cancel_at_period_end: false, canceled_at: null, cancellation_details: NOT_CANCELLED },
		...{ collection_method: 'charge_automatically', created, currency: price.currency },
		...{ customer: customer.id, customer_account: null, days_until_due: null },
		...{ default_payment_method: null, default_source: null, description: null, discounts: [] },
		...{ ended_at: null, invoice_settings: INVOICE_SETTINGS },
		items: listOf([itemObject(id, price, created)], `/v1/subscription_items?subscription=${id}`),
		...{ latest_invoice: null, livemode: false, managed_payments: null },
		...{ metadata: metadataOf(metadata), next_pending_invoice_item_invoice: null },
		...{ on_behalf_of: null, pause_collection: null, payment_settings: null },
		...{ pending_invoice_item_interval: null, pending_setup_intent: null, pending_update: null },
		...{ schedule: null, start_date: created, status: 'active' },
		...{ test_clock: customer.test_clock ?? null, transfer_data: null, trial_end: null },
		trial_settings: {
			end_behavior: { billing_cycle_anchor: null, missing_payment_method: 'create_invoice' },
		},
		trial_start: null,
	};
}

export const NOT_CANCELLED: Stripe.Subscription.CancellationDetails = {
	...{ comment: null, feedback: null, feedback_option: null, reason: null },
};

const INVOICE_SETTINGS: Stripe.Subscription.InvoiceSettings = {
	...{ account_tax_ids: null, custom_fields: null, description: null, footer: null },
	issuer: { type: 'self' },
};

function itemObject(
	subscription: string,
	price: Stripe.Price,
	created: number,
): Stripe.SubscriptionItem {
	return {
		...{ id: newId('si'), object: 'subscription_item', billing_thresholds: null, created },
		current_period_start: created,
		current_period_end: onePeriodAfter(created, price.recurring?.interval ?? 'month', created),
		...{ current_trial: null, discounts: [], metadata: {}, plan: planObject(price), price },
		...{ quantity: 1, subscription, tax_rates: [] },
	};
}

/** The one item that subscriptions of ours have. */
export function itemOf(subscription: Stripe.Subscription): Stripe.SubscriptionItem {
	const [item] = subscription.items.data;
	if (!item) throw new Error(`${subscription.id} has no item`);
	return item;
}

/** A schedule over a subscription as it is. */
export function scheduleObject(
	subscription: Stripe.Subscription,
	created: number,
): Stripe.SubscriptionSchedule {
	const item = itemOf(subscription);
	const [start, end] = [item.current_period_start, item.current_period_end];
	return {
		...{ id: newId('sub_sched'), object: 'subscription_schedule', application: null },
		billing_mode: { flexible: null, type: 'classic' },
		...{ canceled_at: null, completed_at: null, created },
		current_phase: { start_date: start, end_date: end },
		...{ customer: subscription.customer, customer_account: null },
		default_settings: {
			...{ application_fee_percent: null, billing_cycle_anchor: 'automatic' },
			...{ billing_thresholds: null, collection_method: 'charge_automatically' },
			...{ default_payment_method: null, description: null, on_behalf_of: null },
			invoice_settings: { ...INVOICE_SETTINGS, days_until_due: null },
			transfer_data: null,
		},
		...{ end_behavior: 'release', livemode: false, metadata: {}, pause_schedules: [] },
		phases: [phaseObject(item.price.id, start, end, 'create_prorations')],
		...{ released_at: null, released_subscription: null, status: 'active' },
		...{ subscription: subscription.id, test_clock: subscription.test_clock },
	};
}

/** A phase with one price. */
export const phaseObject = (
	price: string,
	start: number,
	end: number,
	proration: Stripe.SubscriptionSchedule.Phase.ProrationBehavior,
): Stripe.SubscriptionSchedule.Phase => ({
	...{ add_invoice_items: [], application_fee_percent: null, billing_cycle_anchor: null },
	...{ billing_thresholds: null, collection_method: null, currency: 'usd' },
	...{ default_payment_method: null, default_tax_rates: [], description: null, discounts: [] },
	...{ end_date: end, invoice_settings: null, metadata: {}, on_behalf_of: null },
	items: [{ ...NO_ITEM, price, plan: price, quantity: 1 }],
	...{ proration_behavior: proration, start_date: start, transfer_data: null, trial_end: null },
});

const NO_ITEM = { billing_thresholds: null, discounts: [], metadata: {}, tax_rates: [] };
