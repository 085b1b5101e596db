import { DirectoryBusyError, type SyncProgress, type SyncResult } from '../../runner';
import type { Services } from '../services';
import type { Tenant } from './tenants';

/** How a sync that somebody asked for stands. */
export type SyncState =
	| { readonly type: 'running'; readonly progress: SyncProgress | null; readonly since: Date }
	| { readonly type: 'ended'; readonly result: SyncResult; readonly at: Date }
	| { readonly type: 'failed'; readonly message: string; readonly at: Date };

/** How somebody wants a sync. */
export interface SyncWish {
	/** Who, for the audit log. */
	readonly actor: string;
	/** Whoever is missing is taken out, however many they are. */
	readonly confirmRemovals?: boolean;
}

/** The syncs this process was asked for. Those of other processes are in the database. */
export class DirectorySyncs {
	readonly #services: Services;
	readonly #states = new Map<string, SyncState>();
	readonly #stop = new AbortController();
	readonly #running = new Set<Promise<void>>();

	constructor(services: Services) {
		this.#services = services;
	}

	state(tenantId: string): SyncState | null {
		return this.#states.get(tenantId) ?? null;
	}

	/** Starts one, unless one is under way; a second press changes nothing. */
	start(tenant: Tenant, wish: SyncWish): void {
		if (this.#states.get(tenant.tenantId)?.type === 'running') return;
		this.#states.set(tenant.tenantId, { type: 'running', progress: null, since: new Date() });
		const work = this.#sync(tenant, wish).finally(() => this.#running.delete(work));
		this.#running.add(work);
	}

	async close(): Promise<void> {
		this.#stop.abort();
		await Promise.allSettled(this.#running);
	}

	async #sync({ tenantId, connectionId, group }: Tenant, wish: SyncWish): Promise<void> {
		const { runner, log } = this.#services;
		const since = new Date();
		try {
			if (connectionId === null) throw new Error('The tenant has no connection.');
			const connection = await runner.connections.open(connectionId);
			const result = await runner.directory.sync(
				{ connection, group, ...wish, signal: this.#stop.signal },
				(progress) => this.#states.set(tenantId, { type: 'running', progress, since }),
			);
			this.#states.set(tenantId, { type: 'ended', result, at: new Date() });
		} catch (error) {
			log.warn({ err: error, tenant: tenantId }, 'a sync failed');
			this.#states.set(tenantId, { type: 'failed', message: wordsOf(error), at: new Date() });
		}
	}
}

function wordsOf(error: unknown): string {
	if (error instanceof DirectoryBusyError) return 'Another sync of this tenant is under way.';
	return error instanceof Error ? error.message : 'The sync failed.';
}
