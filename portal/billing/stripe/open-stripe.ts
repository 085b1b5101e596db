import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { PortalConfig } from '../../config';
import { startSimulatedStripe } from '../simulated-stripe/start';
import { Catalogue } from './catalogue';
import { stripeClient } from './client';
import type { StripeDesk } from './stripe-desk';
import { stripeSettings } from './stripe-settings';

/** Where Stripe sends its webhooks. */
export const WEBHOOK_PATH = '/stripe/webhook';

const STRIPE_PAGES = ['https://checkout.stripe.com', 'https://billing.stripe.com'];

/**
 * Opens the Stripe that the environment names.
 *
 * @param port where this process itself reaches the portal
 * @returns null where billing is not set up
 * @throws Error in one line
 */
export async function openStripe(
	environment: NodeJS.ProcessEnv,
	config: PortalConfig,
	port: number,
	now: () => Date,
): Promise<StripeDesk | null> {
	const settings = stripeSettings(environment, config.publicUrl);
	if (settings.kind === 'none') return null;
	if (settings.kind === 'simulated') {
		return await openSimulated(environment, config, { port, now, logFile: settings.logFile });
	}
	const { secretKey, webhookSecret } = settings;
	const client = stripeClient(secretKey);
	return {
		...{ client, catalogue: new Catalogue(client, false), webhookSecret },
		mode: /^(sk|rk)_live_/.test(secretKey) ? 'live' : 'test',
		...{ pageOrigins: STRIPE_PAGES, deskUrl: null },
		close: async () => undefined,
	};
}

async function openSimulated(
	environment: NodeJS.ProcessEnv,
	{ publicUrl, dataFolder }: PortalConfig,
	own: { readonly port: number; readonly now: () => Date; readonly logFile: string | null },
): Promise<StripeDesk> {
	// Only this process needs them, so they are new at each start.
	const secretKey = `sk_test_simulated${randomBytes(12).toString('hex')}`;
	const webhookSecret = `whsec_${randomBytes(24).toString('base64')}`;
	const simulated = await startSimulatedStripe({
		...{ secretKey, environment, portalUrl: publicUrl, logFile: own.logFile, now: own.now },
		webhook: { url: `http://127.0.0.1:${own.port}${WEBHOOK_PATH}`, secret: webhookSecret },
		stateFile: join(dataFolder, 'simulated-stripe.json'),
	});
	const api = { host: '127.0.0.1', port: simulated.port, protocol: 'http' } as const;
	const client = stripeClient(secretKey, api);
	return {
		...{ client, catalogue: new Catalogue(client, true), webhookSecret },
		...{ mode: 'simulated', deskUrl: simulated.url },
		pageOrigins: [simulated.url],
		close: () => simulated.close(),
	};
}
