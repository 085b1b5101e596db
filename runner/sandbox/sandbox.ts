import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { CloudName } from '../../nodes/shared/graph/clouds';
import { createFaultPlan, type FaultPlan } from './faults/plan';
import { buildTenant } from './fixtures/tenant';
import { buildNamedTenant, leaverIn, type NamedTenant, tenantNamed } from './fixtures/tenants';
import { ROUTES } from './handlers';
import { createRouter } from './http/router';
import { withLimits, type LimitCounts } from './limits/enforce';
import { openLog, type SandboxLogEntry } from './log';
import { createTokens } from './login/tokens';
import { createListener } from './server';
import { answerStatePage, isStatePage } from './state-page';
import { loadState, openStore } from './state/store';
import type { TenantState } from './state/tenant';

const DEFAULT_PORT = 4010;
const DEFAULT_USERS = 60;

export interface SandboxOptions {
	/** 0 for any free one; 4010 when absent. */
	readonly port?: number | undefined;
	/** How many people the tenant has when it is built afresh; 60 when absent. */
	readonly users?: number | undefined;
	/** A small tenant for one case instead, by name: see `NAMED_TENANTS`. */
	readonly tenant?: string | undefined;
	/** Added to every answer, in milliseconds. */
	readonly latencyMs?: number | undefined;
	/** A fault SPEC, see `parseFaults`. */
	readonly fault?: string | undefined;
	/** `published`: what goes over Microsoft's published limits is answered 429. Nothing is limited when absent. */
	readonly limits?: 'published' | undefined;
	/** JSONL, one line a request, appended. */
	readonly logFile?: string | undefined;
	/** Folder in which the tenant survives a restart; absent: it is gone at the end. */
	readonly dataDir?: string | undefined;
	/**
	 * Gives every device of a tenant that is built afresh a record id of its own, as if it had been enrolled today: the
	 * journal remembers which records it has sent a wipe to, and a new rehearsal shall begin without that.
	 */
	readonly enrolAnew?: boolean | undefined;
	/** Decides every other id, name and chance; 1 when absent. */
	readonly seed?: number | undefined;
}

/** A connection file as every command of the product takes it. */
export interface SandboxConnection {
	readonly tenantId: string;
	readonly clientId: string;
	readonly clientSecret: string;
	readonly cloud: CloudName;
	readonly graphBaseUrl: string;
	readonly loginBaseUrl: string;
}

/** A running simulated Microsoft 365 tenant. */
export interface Sandbox {
	/** `http://127.0.0.1:PORT`. */
	readonly url: string;
	readonly connection: SandboxConnection;
	/** Live: read it, or arrange a case in it; the next request sees the change. */
	readonly tenant: TenantState;
	/** Whom a named tenant is about: the user principal name at the start; null without a name. */
	readonly leaver: string | null;
	/** The latest ten thousand requests, fewer where their answers are long; oldest first. */
	readonly log: readonly SandboxLogEntry[];
	readonly faults: FaultPlan;
	/** What the limits let through and what not; nothing is counted without limits. */
	readonly limitCounts: Readonly<LimitCounts>;
	setLatency(milliseconds: number): void;
	/** Saves, drops every connection and stops listening. */
	close(): Promise<void>;
}

/**
 * Starts the sandbox on 127.0.0.1.
 * @throws Error with one line for a person: bad fault SPEC, unknown or misplaced tenant name, taken port, damaged state,
 * unwritable log.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const seed = options.seed ?? 1;
	const named = options.tenant === undefined ? null : tenantNamed(options.tenant);
	const tenant = tenantOf(options, named, seed);
	const limitCounts = { allowed: 0, refused: 0 };
	const plan = faultsOf(options, named, seed);
	const faults = options.limits ? withLimits(plan, tenant, limitCounts) : plan;
	const leaver = named && leaverIn(tenant, named);
	const store = openStore(options.dataDir, tenant);
	const log = openLog(options.logFile);
	let latencyMs = options.latencyMs ?? 0;
	const server = http.createServer();
	const url = await listen(server, options.port ?? DEFAULT_PORT);
	const changed = (): void => {
		if (leaver) named?.meanwhile?.({ tenant, leaver });
		store.changed();
	};
	const dispatch = createRouter(ROUTES);
	const graph = { tenant, tokens: createTokens(tenant), dispatch, baseUrl: url };
	const serve = createListener({ graph, faults, log, latencyMs: () => latencyMs, changed });
	server.on('request', withStatePage(tenant, serve));
	store.flush();
	return {
		url,
		tenant,
		leaver: leaver?.profile.userPrincipalName ?? null,
		faults,
		limitCounts,
		log: log.entries,
		connection: connectionOf(tenant, url),
		setLatency: (milliseconds) => {
			latencyMs = milliseconds;
		},
		close: async () => {
			await stop(server);
			store.flush();
			log.close();
		},
	};
}

function faultsOf(options: SandboxOptions, named: NamedTenant | null, seed: number): FaultPlan {
	const plan = createFaultPlan(seed);
	plan.add(named?.fault ?? '');
	plan.add(options.fault ?? '');
	return plan;
}

function withStatePage(tenant: TenantState, serve: http.RequestListener): http.RequestListener {
	return (request, response) => {
		if (isStatePage(request)) answerStatePage(tenant, request, response);
		else serve(request, response);
	};
}

function tenantOf(
	{ dataDir, users, enrolAnew }: SandboxOptions,
	named: NamedTenant | null,
	seed: number,
): TenantState {
	if (named && users !== undefined) {
		throw new Error('A named tenant has the people of its case. Leave --users or --tenant out.');
	}
	const saved = dataDir === undefined ? null : loadState(dataDir);
	if (named && saved) {
		throw new Error(
			`There is a tenant in ${dataDir} already. Leave --tenant out to go on with it, or choose another folder.`,
		);
	}
	if (saved) return saved;
	const tenant = named
		? buildNamedTenant(named, seed)
		: buildTenant({ seed, users: users ?? DEFAULT_USERS });
	if (enrolAnew) {
		tenant.managedDevices = tenant.managedDevices.map((device) => ({
			...device,
			profile: { ...device.profile, id: randomUUID() },
		}));
	}
	return tenant;
}

function connectionOf(
	{ tenantId, app, cloud = 'global' }: TenantState,
	url: string,
): SandboxConnection {
	return {
		tenantId,
		clientId: app.clientId,
		clientSecret: app.clientSecret,
		cloud,
		graphBaseUrl: url,
		loginBaseUrl: url,
	};
}

function listen(server: http.Server, port: number): Promise<string> {
	return new Promise((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) => {
			const reason =
				error.code === 'EADDRINUSE'
					? 'another program uses it. Choose another with --port, or 0 for any free one'
					: error.message;
			reject(new Error(`The sandbox can't listen on port ${port}: ${reason}.`, { cause: error }));
		});
		server.listen(port, '127.0.0.1', () => {
			const address = server.address();
			const bound = typeof address === 'object' && address !== null ? address.port : port;
			resolve(`http://127.0.0.1:${bound}`);
		});
	});
}

function stop(server: http.Server): Promise<void> {
	return new Promise((resolve) => {
		server.close(() => resolve());
		server.closeAllConnections();
	});
}
