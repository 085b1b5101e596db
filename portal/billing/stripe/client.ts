import Stripe from 'stripe';

/** Where the API is, when it is not Stripe's. */
export interface ApiHost {
	readonly host: string;
	readonly port: number;
	readonly protocol: 'http';
}

/** A client for one key. What is lost on the way is sent again under the same idempotency key. */
export const stripeClient = (secretKey: string, api?: ApiHost): Stripe =>
	new Stripe(secretKey, {
		...{ apiVersion: Stripe.API_VERSION, maxNetworkRetries: 2, timeout: 15_000, telemetry: false },
		appInfo: { name: 'OffboardIQ' },
		...api,
	});
