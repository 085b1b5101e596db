// Makes at Stripe what the portal sells: products, prices, and what customers may change by themselves. It may be
// repeated; what is there stays. The key comes from STRIPE_SECRET_KEY.
import { stripeClient } from '../dist/portal/billing/stripe/client.js';
import { setUpCatalogue } from '../dist/portal/billing/stripe/set-up.js';

const key = process.env.STRIPE_SECRET_KEY ?? '';
if (!/^(sk|rk)_(test|live)_/.test(key)) {
	console.error('Set STRIPE_SECRET_KEY to a secret key of Stripe: sk_test_… or sk_live_….');
	process.exit(1);
}
try {
	const made = await setUpCatalogue(stripeClient(key));
	for (const one of made) console.log(`made: ${one}`);
	if (made.length === 0) console.log('Everything was there already.');
} catch (error) {
	console.error(`Stripe did not take it: ${error instanceof Error ? error.message : error}`);
	process.exit(1);
}
