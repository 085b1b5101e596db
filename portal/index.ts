import { createServer } from 'node:http';
import type { Logger } from 'pino';
import { migrate, type Runner } from '../runner';
import { startAutomations } from './automations/worker';
import { forgetTriedPlans } from './billing/mirror/other-stripe';
import { startBilling } from './billing/mirror/worker';
import { openStripe } from './billing/stripe/open-stripe';
import { microsoftConfig } from './accounts/microsoft/microsoft-config';
import { MicrosoftLogin } from './accounts/microsoft/microsoft-login';
import { claimTenants } from './audit/tenant-acts';
import type { PortalConfig } from './config';
import { consentApp } from './connection/consent/consent-app';
import { DirectorySyncs } from './connection/directory-syncs';
import { Sandboxes, wakeSandboxes } from './connection/sandboxes';
import { createApp } from './create-app';
import { PORTAL_MIGRATIONS } from './database/migrations';
import type { Queries } from './database/schema';
import { startDeletions } from './deletion/delete-due';
import { listen, untilReady } from './http/listen';
import type { DeclaredRoute } from './http/routes';
import { portalLog } from './http/log';
import { LiveFeeds } from './live/live-feeds';
import { createMetrics } from './metrics/metrics';
import { startMetricsServer } from './metrics/metrics-server';
import { startPostman } from './mail/postman';
import { startNotices } from './schedules/notices';
import type { Services } from './services';

export { forgetPeople } from './erasure/forget-people';

/** What a portal needs to start. */
export interface PortalOptions {
	readonly runner: Runner;
	readonly dataFolder: string;
	/** 0: any free one. */
	readonly port: number;
	/** The address to listen on; 127.0.0.1 unless a proxy is elsewhere. */
	readonly host?: string;
	readonly environment?: NodeJS.ProcessEnv;
	readonly now?: () => Date;
	readonly log?: Logger;
}

/** A running portal. */
export interface Portal {
	readonly url: string;
	/** Every route, and who may come to it. */
	readonly routes: readonly DeclaredRoute[];
	/** Where metrics are read, on this machine; null: nowhere. */
	readonly metricsPort: number | null;
	close(): Promise<void>;
}

/** So long a stop waits for what is being done for somebody. */
const MOST_WAIT_MS = 5_000;

/**
 * Starts the portal over a runner: tables, mail, simulated tenants, and the server. The runner stays the caller's.
 *
 * @throws DatabaseError; Error in one line when the port is taken
 */
export async function startPortal(options: PortalOptions): Promise<Portal> {
	const { runner, environment = process.env } = options;
	await migrate(runner.db, 'of the portal', PORTAL_MIGRATIONS, 'portal_migration');
	const server = createServer();
	const ready = untilReady(server);
	const port = await listen(server, options.port, options.host ?? '127.0.0.1');
	const config = configOf(environment, port, options.dataFolder);
	const services = await servicesOf(options, environment, config, port);
	await claimTenants(services);
	await forgetTriedPlans(services);
	const sandboxes = new Sandboxes(services);
	const syncs = new DirectorySyncs(services);
	await wakeSandboxes(services, sandboxes);
	const metrics = config.metricsPort === null ? null : createMetrics();
	const metricsServer = metrics && (await startMetricsServer(metrics, config.metricsPort ?? 0));
	const parts = { services, sandboxes, syncs, consentApp: consentApp(environment) };
	const live = new LiveFeeds(services);
	const billing = startBilling(services);
	const { app, routes, settled } = createApp({ ...parts, billing }, live, metrics);
	ready(app);
	const workers = [...startWorkers(services), billing];
	return {
		url: services.config.publicUrl,
		routes,
		metricsPort: metricsServer?.port ?? null,
		close: async () => {
			await metricsServer?.close();
			server.close();
			// Streams stay open by themselves, and ask the database until they are told to stop.
			await live.close();
			server.closeAllConnections();
			await settled(MOST_WAIT_MS);
			await stopAll(workers);
			await syncs.close();
			await sandboxes.close();
			await services.stripe?.close();
		},
	};
}

const startWorkers = (services: Services) => [
	...[startPostman(services), startDeletions(services), startNotices(services)],
	startAutomations(services),
];

async function servicesOf(
	{ runner, log, now = () => new Date() }: PortalOptions,
	environment: NodeJS.ProcessEnv,
	config: PortalConfig,
	port: number,
): Promise<Services> {
	return {
		config,
		microsoft: config.microsoft && new MicrosoftLogin(config.microsoft, config.publicUrl),
		// The same database object: what the two schemas call their tables differs.
		db: runner.db as unknown as Queries,
		runner,
		log: log ?? portalLog(environment),
		stripe: await openStripe(environment, config, port, now),
		now,
	};
}

/** One after the other: each may still write. */
async function stopAll(parts: readonly { stop(): Promise<void> }[]): Promise<void> {
	for (const part of parts) await part.stop();
}

function configOf(environment: NodeJS.ProcessEnv, port: number, dataFolder: string): PortalConfig {
	const own = environment.OFFBOARDIQ_URL?.replace(/\/+$/, '');
	return {
		publicUrl: own && own !== '' ? own : `http://127.0.0.1:${port}`,
		smtpUrl: environment.OFFBOARDIQ_SMTP_URL || null,
		mailFrom: environment.OFFBOARDIQ_MAIL_FROM ?? 'OffboardIQ <no-reply@localhost>',
		trustedProxies: Number(environment.OFFBOARDIQ_TRUSTED_PROXIES ?? 0) || 0,
		dataFolder,
		microsoft: microsoftConfig(environment),
		metricsPort: portOf(environment.OFFBOARDIQ_METRICS_PORT),
		privateWebhooks: environment.OFFBOARDIQ_WEBHOOKS_TO_PRIVATE_ADDRESSES === 'yes',
		rehearsalLatencyMs: latencyOf(environment.OFFBOARDIQ_REHEARSAL_LATENCY_MS),
	};
}

/** @throws Error in one line when it is no port */
function portOf(text: string | undefined): number | null {
	if (text === undefined || text.trim() === '') return null;
	const port = Number(text);
	if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
	throw new Error('OFFBOARDIQ_METRICS_PORT is a port, such as 9464.');
}

/** @throws Error in one line when it is no time */
function latencyOf(text: string | undefined): number {
	const milliseconds = Number(text?.trim() || 0);
	if (milliseconds >= 0 && milliseconds <= 10_000) return milliseconds;
	throw new Error('OFFBOARDIQ_REHEARSAL_LATENCY_MS is a time in milliseconds, such as 200.');
}
