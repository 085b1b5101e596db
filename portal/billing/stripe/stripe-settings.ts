import { isLoopbackHost } from '../../../runner';

/** How a portal comes by a Stripe: the real one by its keys, one of our own on this machine, or none. */
export type StripeSettings =
	| { readonly kind: 'real'; readonly secretKey: string; readonly webhookSecret: string }
	| { readonly kind: 'simulated'; readonly logFile: string | null }
	| { readonly kind: 'none' };

/**
 * Reads the keys from the environment. Without any, a portal that only this machine reaches gets a simulated Stripe, so
 * that everything can be tried; never in production.
 *
 * @throws Error in one line when what is named can't be a key
 */
export function stripeSettings(environment: NodeJS.ProcessEnv, publicUrl: string): StripeSettings {
	const secretKey = environment.STRIPE_SECRET_KEY?.trim() ?? '';
	const webhookSecret = environment.STRIPE_WEBHOOK_SECRET?.trim() ?? '';
	if (secretKey === '' && webhookSecret === '') {
		const isHere = URL.canParse(publicUrl) && isLoopbackHost(new URL(publicUrl).hostname);
		if (!isHere || environment.NODE_ENV === 'production') return { kind: 'none' };
		return { kind: 'simulated', logFile: environment.OFFBOARDIQ_STRIPE_LOG?.trim() || null };
	}
	if (!/^(sk|rk)_(test|live)_\w+$/.test(secretKey)) {
		throw new Error('STRIPE_SECRET_KEY is a secret key of Stripe: sk_live_… or sk_test_….');
	}
	if (!webhookSecret.startsWith('whsec_')) {
		throw new Error('STRIPE_WEBHOOK_SECRET is the signing secret of the webhook: whsec_….');
	}
	return { kind: 'real', secretKey, webhookSecret };
}
