import type Stripe from 'stripe';
import { newId } from './ids';

/** A customer as it is made. */
export const customerObject = (
	wish: Stripe.CustomerCreateParams,
	created: number,
): Stripe.Customer => ({
	...{ id: newId('cus'), object: 'customer', created, livemode: false },
	...{ address: null, balance: 0, default_source: null, delinquent: false },
	...{ description: wish.description ?? null, email: wish.email ?? null, name: wish.name ?? null },
	invoice_settings: {
		...{ custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
	},
	...{ metadata: metadataOf(wish.metadata), phone: null, preferred_locales: [], shipping: null },
	...{ tax_exempt: 'none', test_clock: wish.test_clock ?? null },
	invoice_prefix: newId('x').slice(2, 10).toUpperCase(),
});

export const productObject = (
	wish: Stripe.ProductCreateParams,
	created: number,
): Stripe.Product => ({
	...{ id: wish.id ?? newId('prod'), object: 'product', active: true, created, updated: created },
	...{ description: wish.description ?? null, images: [], livemode: false, marketing_features: [] },
	...{ metadata: metadataOf(wish.metadata), name: wish.name, package_dimensions: null },
	...{ shippable: null, tax_code: null, tax_details: null, type: 'service', url: null },
});

export const priceObject = (wish: Stripe.PriceCreateParams, created: number): Stripe.Price => ({
	...{ id: newId('price'), object: 'price', active: true, billing_scheme: 'per_unit', created },
	...{ currency: wish.currency, custom_unit_amount: null, livemode: false },
	...{ lookup_key: wish.lookup_key ?? null, metadata: metadataOf(wish.metadata) },
	...{ nickname: wish.nickname ?? null, product: wish.product ?? '', tax_behavior: 'unspecified' },
	recurring: {
		...{ interval: wish.recurring?.interval ?? 'month', interval_count: 1, meter: null },
		...{ trial_period_days: null, usage_type: 'licensed' },
	},
	...{ tiers_mode: null, transform_quantity: null, type: 'recurring' },
	...{ unit_amount: Number(wish.unit_amount ?? 0), unit_amount_decimal: null },
});

/** The older form of a price, which items still carry. */
export const planObject = (price: Stripe.Price): Stripe.Plan => ({
	...{ id: price.id, object: 'plan', active: price.active, amount: price.unit_amount },
	...{ amount_decimal: null, billing_scheme: 'per_unit', created: price.created },
	...{ currency: price.currency, interval: price.recurring?.interval ?? 'month' },
	...{ interval_count: 1, livemode: false, metadata: {}, meter: null, nickname: null },
	product: typeof price.product === 'string' ? price.product : price.product.id,
	...{ tiers_mode: null, transform_usage: null, trial_period_days: null, usage_type: 'licensed' },
});

/** What was sent as metadata: texts by name. */
export const metadataOf = (wish: unknown): Stripe.Metadata =>
	typeof wish === 'object' && wish !== null ? { ...(wish as Stripe.Metadata) } : {};
