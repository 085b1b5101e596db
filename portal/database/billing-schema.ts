import type { Generated } from 'kysely';
import type { Period, Plan } from '../billing/entitlement/plans';
import type { StripeMode } from '../billing/stripe/stripe-desk';

/** Whom Stripe knows an organisation as. */
export interface BillingCustomerRow {
	organisation_id: string;
	/** Stripe's id; null while it is being made. */
	customer_id: string | null;
	/** Of which Stripe: `live`, `test` or `simulated`. */
	mode: StripeMode;
	created_at: string;
	/** Who reads it from Stripe now, and until when nobody else does. */
	lease_owner: string | null;
	lease_until: string | null;
	/** When it was last read. */
	read_at: string | null;
	/** How many subscriptions are paid there that are for no plan of ours. */
	foreign_plans: Generated<number>;
}

/** A subscription as Stripe said it was when it was last asked. Never written from what a webhook says. */
export interface SubscriptionRow {
	/** Stripe's id. */
	id: string;
	organisation_id: string;
	plan: Plan;
	period: Period;
	/** Stripe's word. */
	status: string;
	item_id: string;
	price_id: string;
	/** What a period costs by that price, before tax. */
	cents: number;
	/** Of the period that runs. */
	period_start: string;
	period_end: string;
	/** Until when it is paid: the end of the period, or its beginning where this one is not paid. */
	paid_until: string;
	/** 1 when it does not go on after the period that runs. */
	cancels: number;
	/** When it ends; later than this period where somebody set that at Stripe. Null: it goes on by itself. */
	cancel_at: string | null;
	/** What is to become of it at the end of the period. */
	schedule_id: string | null;
	next_plan: Plan | null;
	next_period: Period | null;
	next_at: string | null;
	/** A change whose payment is not through yet. */
	pending_plan: Plan | null;
	pending_period: Period | null;
	pending_until: string | null;
	latest_invoice: string | null;
	created_at: string;
	ended_at: string | null;
}

/** An invoice as Stripe has finalized it. */
export interface InvoiceRow {
	/** Stripe's id. */
	id: string;
	organisation_id: string;
	number: string;
	/** Stripe's word: `open`, `paid`, `void` or `uncollectible`. */
	status: string;
	currency: string;
	subtotal: number;
	tax: number;
	total: number;
	amount_paid: number;
	amount_due: number;
	/** What was given back by credit notes. */
	credited: number;
	created_at: string;
	paid_at: string | null;
	/** How often its payment was tried. */
	attempts: number;
	/** When a failed payment was written about. */
	told_at: string | null;
	/** Lines and addresses as JSON: see `InvoiceDetails`. */
	details: string;
}

/** A webhook that came. */
export interface StripeEventRow {
	/** Stripe's id: it is taken once. */
	id: string;
	type: string;
	customer_id: string | null;
	created_at: string;
	received_at: string;
	attempts: number;
	next_at: string;
	done_at: string | null;
	trouble: string | null;
}

/** A purchase that was begun. */
export interface CheckoutRow {
	/** Also the idempotency key. */
	id: string;
	organisation_id: string;
	plan: Plan;
	period: Period;
	session_id: string | null;
	url: string | null;
	/** `open`, `complete` or `expired`. */
	state: string;
	created_at: string;
	expires_at: string;
}

/** What billing keeps. */
export interface BillingSchema {
	billing_customer: BillingCustomerRow;
	subscription: SubscriptionRow;
	invoice: InvoiceRow;
	stripe_event: StripeEventRow;
	checkout: CheckoutRow;
}
