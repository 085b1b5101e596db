// Does at Stripe, with a test key and a test clock, what the portal does there, and says whether it comes out as the
// portal believes. With --simulated at the simulated Stripe, to see that the check itself works.
import { checkStripe } from '../dist/portal/billing/check/check-stripe.js';
import { startSimulatedStripe } from '../dist/portal/billing/simulated-stripe/start.js';
import { stripeClient } from '../dist/portal/billing/stripe/client.js';

const isSimulated = process.argv.includes('--simulated');
const key = isSimulated ? 'sk_test_simulatedcheck' : (process.env.STRIPE_SECRET_KEY ?? '');
if (!/^(sk|rk)_test_/.test(key)) {
	console.error(
		'Set STRIPE_SECRET_KEY to a test key: sk_test_…. A live key is never used for this.',
	);
	process.exit(1);
}
const simulated = isSimulated
	? await startSimulatedStripe({
			...{ secretKey: key, environment: process.env, webhook: null, stateFile: null },
			...{ portalUrl: 'http://127.0.0.1:1', logFile: process.env.OFFBOARDIQ_STRIPE_LOG || null },
			now: () => new Date(),
		})
	: null;
const api = simulated && { host: '127.0.0.1', port: simulated.port, protocol: 'http' };
let failed = 0;
try {
	await checkStripe(stripeClient(key, api ?? undefined), (what, isGood, found) => {
		if (!isGood) failed += 1;
		console.log(`${isGood ? 'as expected' : 'OTHERWISE  '}  ${what}: ${found}`);
	});
} catch (error) {
	failed += 1;
	console.error(`Stopped: ${error instanceof Error ? error.message : error}`);
}
await simulated?.close();
console.log(failed === 0 ? 'Everything as the portal believes.' : `${failed} otherwise.`);
process.exitCode = failed === 0 ? 0 : 1;
