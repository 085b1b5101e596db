import type Stripe from 'stripe';
import { listOf, newId } from './ids';

/** A line before it is on an invoice. */
export interface DraftLine {
	readonly cents: number;
	readonly says: string;
	readonly start: number;
	readonly end: number;
	readonly price: Stripe.Price;
	readonly isProration: boolean;
}

/** What an invoice is made of. */
export interface DraftInvoice {
	readonly customer: Stripe.Customer;
	readonly subscription: Stripe.Subscription;
	readonly lines: readonly DraftLine[];
	readonly reason: Stripe.Invoice.BillingReason;
	readonly created: number;
	/** Null for a preview, which has none. */
	readonly number: string | null;
	/** Where its pages are. */
	readonly pages: string;
	/** Of a coupon. */
	readonly percentOff: number;
}

/** A finalized invoice that is not paid yet; a preview where it has no number. */
export function invoiceObject(draft: DraftInvoice): Stripe.Invoice {
	const { customer, subscription, created, number, pages } = draft;
	const id = newId(number === null ? 'upcoming_in' : 'in');
	const subtotal = draft.lines.reduce((sum, { cents }) => sum + cents, 0);
	const off = Math.round((Math.max(0, subtotal) * draft.percentOff) / 100);
	const total = subtotal - off;
	const due = Math.max(0, total);
	const isReal = number !== null;
	return {
		...{ id, object: 'invoice', account_country: 'US', account_name: 'OffboardIQ (simulated)' },
		...{ account_tax_ids: null, amount_due: due, amount_overpaid: 0, amount_paid: 0 },
		...{ amount_remaining: due, amount_shipping: 0, application: null, attempt_count: 0 },
		...{ attempted: false, auto_advance: true, automatically_finalizes_at: null },
		automatic_tax: { ...NO_TAX, enabled: true, status: 'complete', provider: 'stripe' },
		...{ billing_reason: draft.reason, collection_method: 'charge_automatically', created },
		...{ currency: 'usd', custom_fields: null, customer: customer.id, customer_account: null },
		customer_address: customer.address ?? null,
		...{ customer_email: customer.email, customer_name: customer.name ?? null },
		...{ customer_phone: null, customer_shipping: null, customer_tax_exempt: 'none' },
		customer_tax_ids: [],
		...{ default_payment_method: null, default_source: null, default_tax_rates: [] },
		...{ description: null, discounts: [], due_date: null, effective_at: created },
		...{ ending_balance: isReal ? 0 : null, footer: null, from_invoice: null },
		hosted_invoice_url: isReal ? `${pages}/i/${id}` : null,
		invoice_pdf: null,
		...partsOf(draft, id),
		...totalsOf(subtotal, off, subscription.test_clock),
	};
}

const totalsOf = (subtotal: number, off: number, clock: Stripe.Invoice['test_clock']) =>
	({
		...{ subtotal, subtotal_excluding_tax: subtotal, test_clock: clock },
		...{ total: subtotal - off, total_excluding_tax: subtotal - off },
		total_discount_amounts: off === 0 ? [] : [{ amount: off, discount: 'di_simulated' }],
		...{ total_pretax_credit_amounts: [], total_taxes: [], webhooks_delivered_at: null },
	}) satisfies Partial<Stripe.Invoice>;

const partsOf = ({ lines, subscription, created, number }: DraftInvoice, id: string) =>
	({
		...({ issuer: { type: 'self' } } as const),
		...{ last_finalization_error: null, latest_revision: null },
		lines: listOf(
			lines.map((line) => lineObject(line, id, subscription)),
			`/v1/invoices/${id}/lines`,
		),
		...{ livemode: false, metadata: {}, next_payment_attempt: null, number, on_behalf_of: null },
		parent: {
			...({ quote_details: null, type: 'subscription_details' } as const),
			subscription_details: { metadata: subscription.metadata, subscription: subscription.id },
		},
		payment_settings: {
			...{ default_mandate: null, payment_method_options: null, payment_method_types: null },
		},
		...{ period_end: created, period_start: created, post_payment_credit_notes_amount: 0 },
		...{ pre_payment_credit_notes_amount: 0, receipt_number: null, rendering: null },
		...{ shipping_cost: null, shipping_details: null, starting_balance: 0 },
		...({ statement_descriptor: null, status: number === null ? 'draft' : 'open' } as const),
		status_transitions: {
			...{ finalized_at: number === null ? null : created, marked_uncollectible_at: null },
			...{ paid_at: null, voided_at: null },
		},
	}) satisfies Partial<Stripe.Invoice>;

const NO_TAX = { disabled_reason: null, liability: null };

const lineObject = (
	{ cents, says, start, end, price, isProration }: DraftLine,
	invoice: string,
	subscription: Stripe.Subscription,
): Stripe.InvoiceLineItem => ({
	...{ id: newId('il'), object: 'line_item', amount: cents, currency: 'usd', description: says },
	...{ discount_amounts: [], discountable: !isProration, discounts: [], invoice },
	...{ livemode: false, metadata: {}, period: { start, end }, pretax_credit_amounts: [] },
	parent: {
		...{ invoice_item_details: null, type: 'subscription_item_details' },
		subscription_item_details: {
			...{ invoice_item: null, proration: isProration, proration_details: null },
			...{ subscription: subscription.id, subscription_item: subscription.items.data[0]?.id ?? '' },
		},
	},
	pricing: {
		...{ type: 'price_details', unit_amount_decimal: null },
		price_details: { price: price.id, product: productIdOf(price) },
	},
	...{ quantity: 1, quantity_decimal: null, subscription: subscription.id, subtotal: cents },
	taxes: [],
});

const productIdOf = ({ product }: Stripe.Price): string =>
	typeof product === 'string' ? product : product.id;
