import type Stripe from 'stripe';
import { metadataOf } from './catalogue';
import { newId } from './ids';

const DAY_S = 24 * 3600;

/** A purchase that waits for a card. */
export function checkoutObject(
	wish: Stripe.Checkout.SessionCreateParams,
	price: Stripe.Price,
	created: number,
	pages: string,
): Stripe.Checkout.Session {
	const id = newId('cs_test');
	return {
		...{ id, object: 'checkout.session', after_expiration: null },
		// Everything that came over HTTP is text; it is on unless it is switched off.
		adaptive_pricing: { enabled: String(wish.adaptive_pricing?.enabled) !== 'false' },
		...{ allow_promotion_codes: null, allowed_payment_method_types: null },
		...{ amount_subtotal: price.unit_amount, amount_total: price.unit_amount },
		automatic_tax: { enabled: true, liability: { type: 'self' }, provider: null, status: null },
		...{ billing_address_collection: null, cancel_url: wish.cancel_url ?? null },
		...{ client_reference_id: wish.client_reference_id ?? null, client_secret: null },
		...{ collected_information: null, consent: null, consent_collection: null, created },
		...{ currency: 'usd', currency_conversion: null, custom_fields: [], custom_text: NO_TEXT },
		...{ customer: wish.customer ?? null, customer_account: null, customer_creation: null },
		...{ customer_details: null, customer_email: null, discounts: null },
		...{ expires_at: created + DAY_S, integration_identifier: null, invoice: null },
		...{ invoice_creation: null, livemode: false, locale: null, managed_payments: null },
		...{ metadata: metadataOf(wish.metadata), mode: 'subscription', origin_context: null },
		...{ payment_intent: null, payment_link: null, payment_method_collection: 'always' },
		...{ payment_method_configuration_details: null, payment_method_options: null },
		...{ payment_method_types: ['card'], payment_status: 'unpaid', permissions: null },
		...{ recovered_from: null, saved_payment_method_options: null, setup_intent: null },
		...{ shipping_address_collection: null, shipping_cost: null, shipping_options: [] },
		...{ status: 'open', submit_type: null, subscription: null },
		success_url: (wish.success_url ?? '').replace('{CHECKOUT_SESSION_ID}', id),
		total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
		...{ ui_mode: 'hosted_page', url: `${pages}/c/${id}`, wallet_options: null },
	};
}

const NO_TEXT: Stripe.Checkout.Session.CustomText = {
	...{ after_submit: null, shipping_address: null, submit: null },
	terms_of_service_acceptance: null,
};

/** A visit to the customer portal. */
export const portalObject = (
	wish: Stripe.BillingPortal.SessionCreateParams,
	configuration: string,
	created: number,
	pages: string,
): Stripe.BillingPortal.Session => {
	const id = newId('bps');
	return {
		...{ id, object: 'billing_portal.session', configuration, created },
		...{ customer: wish.customer ?? '', customer_account: null, flow: null, livemode: false },
		...{ locale: null, on_behalf_of: null, return_url: wish.return_url ?? null },
		url: `${pages}/p/${id}`,
	};
};

/** What customers may change there. */
export const configurationObject = (
	wish: Stripe.BillingPortal.ConfigurationCreateParams,
	created: number,
): Stripe.BillingPortal.Configuration => ({
	...{ id: newId('bpc'), object: 'billing_portal.configuration', active: true, application: null },
	business_profile: {
		...{ headline: null, privacy_policy_url: null, terms_of_service_url: null },
	},
	...{ created, updated: created, default_return_url: null, is_default: false, livemode: false },
	features: {
		customer_update: { allowed_updates: ['address', 'tax_id'], enabled: true },
		invoice_history: { enabled: false },
		payment_method_update: { enabled: true, payment_method_configuration: null },
		subscription_cancel: {
			cancellation_reason: { enabled: false, options: [], feedback_options: null },
			...{ enabled: false, mode: 'at_period_end', proration_behavior: 'none' },
		},
		subscription_pause: {
			...{ enabled: false, duration: { type: 'indefinite', interval_options: [] } },
		},
		subscription_update: {
			...{ billing_cycle_anchor: null, default_allowed_updates: [], enabled: false },
			...{ proration_behavior: 'none', trial_update_behavior: 'end_trial' },
			schedule_at_period_end: { conditions: [] },
		},
	},
	...{ login_page: { enabled: false, url: null }, metadata: metadataOf(wish.metadata), name: null },
});

/** A clock of tests. */
export const clockObject = (
	frozen: number,
	name: string | null,
	created: number,
): Stripe.TestHelpers.TestClock => ({
	...{ id: newId('clock'), object: 'test_helpers.test_clock', created },
	...{ deletes_after: created + 30 * DAY_S, frozen_time: frozen, livemode: false, name },
	...{ status: 'ready', status_details: {} },
});
