import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { migrate, type Runner } from '../runner';
import type { PortalConfig } from './config';
import { consentApp } from './connection/consent/consent-app';
import { DirectorySyncs } from './connection/directory-syncs';
import { Sandboxes, wakeSandboxes } from './connection/sandboxes';
import { createApp } from './create-app';
import { PORTAL_MIGRATIONS } from './database/migrations';
import type { Queries } from './database/schema';
import type { DeclaredRoute } from './http/routes';
import { portalLog } from './http/log';
import { startPostman } from './mail/postman';
import type { Services } from './services';

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
	close(): Promise<void>;
}

/**
 * Starts the portal over a runner: tables, mail, simulated tenants, and the server. The runner stays the caller's.
 *
 * @throws DatabaseError; Error in one line when the port is taken
 */
export async function startPortal(options: PortalOptions): Promise<Portal> {
	const { runner, environment = process.env } = options;
	await migrate(runner.db, 'of the portal', PORTAL_MIGRATIONS, 'portal_migration');
	const server = createServer();
	const port = await listen(server, options.port, options.host ?? '127.0.0.1');
	const services: Services = {
		config: configOf(environment, port, options.dataFolder),
		// The same database object: what the two schemas call their tables differs.
		db: runner.db as unknown as Queries,
		runner,
		log: options.log ?? portalLog(environment),
		now: options.now ?? (() => new Date()),
	};
	const sandboxes = new Sandboxes(services);
	const syncs = new DirectorySyncs(services);
	await wakeSandboxes(services, sandboxes);
	const { app, routes } = createApp({
		...{ services, sandboxes, syncs },
		consentApp: consentApp(environment),
	});
	server.on('request', app);
	const postman = startPostman(services);
	return {
		url: services.config.publicUrl,
		routes,
		close: async () => {
			server.close();
			server.closeAllConnections();
			await postman.stop();
			await syncs.close();
			await sandboxes.close();
		},
	};
}

async function listen(
	server: ReturnType<typeof createServer>,
	port: number,
	host: string,
): Promise<number> {
	await new Promise<void>((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) =>
			reject(
				error.code === 'EADDRINUSE'
					? new Error(`Port ${port} is taken. Choose another with --port.`)
					: error,
			),
		);
		server.listen(port, host, resolve);
	});
	return (server.address() as AddressInfo).port;
}

function configOf(environment: NodeJS.ProcessEnv, port: number, dataFolder: string): PortalConfig {
	const own = environment.OFFBOARDIQ_URL?.replace(/\/+$/, '');
	return {
		publicUrl: own && own !== '' ? own : `http://127.0.0.1:${port}`,
		smtpUrl: environment.OFFBOARDIQ_SMTP_URL || null,
		mailFrom: environment.OFFBOARDIQ_MAIL_FROM ?? 'OffboardIQ <no-reply@localhost>',
		trustedProxies: Number(environment.OFFBOARDIQ_TRUSTED_PROXIES ?? 0) || 0,
		dataFolder,
	};
}
