import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseConnection, startSandbox, type GraphConnection, type Sandbox } from '../../runner';
import type { Services } from '../services';

const PEOPLE = 60;

/**
 * The simulated tenants: one for each organisation that wants one, on this machine, kept in the data folder. Each has
 * ids of its own, so that no rehearsal meets another.
 */
export class Sandboxes {
	readonly #services: Pick<Services, 'config' | 'log'>;
	readonly #running = new Map<string, Promise<Sandbox>>();

	constructor(services: Pick<Services, 'config' | 'log'>) {
		this.#services = services;
	}

	/** A connection to an organisation's simulated tenant, which is started if it does not run. */
	async connectionOf(organisationId: string): Promise<GraphConnection> {
		const starting = this.#running.get(organisationId) ?? this.#start(organisationId);
		this.#running.set(organisationId, starting);
		try {
			return parseConnection((await starting).connection);
		} catch (error) {
			this.#running.delete(organisationId);
			throw error;
		}
	}

	async close(): Promise<void> {
		const running = [...this.#running.values()];
		this.#running.clear();
		for (const sandbox of running) await sandbox.then((started) => started.close()).catch(() => {});
	}

	async #start(organisationId: string): Promise<Sandbox> {
		const dataDir = join(this.#services.config.dataFolder, 'simulated', organisationId);
		await mkdir(dataDir, { recursive: true, mode: 0o700 });
		const seed = createHash('sha256').update(organisationId).digest().readUInt32BE(0);
		const latencyMs = this.#services.config.rehearsalLatencyMs;
		return await startSandbox({ port: 0, users: PEOPLE, seed, dataDir, latencyMs });
	}
}

/** After a start, simulated tenants answer on other ports: their connections are kept anew, under the same ids. */
export async function wakeSandboxes(services: Services, sandboxes: Sandboxes): Promise<void> {
	const tenants = await services.db
		.selectFrom('tenant')
		.select(['tenant_id', 'organisation_id'])
		.where('simulated', '=', 1)
		.where('connection_id', 'is not', null)
		.execute();
	for (const { tenant_id, organisation_id } of tenants) {
		try {
			const connection = await sandboxes.connectionOf(organisation_id);
			// A rehearsal of the consent has a tenant that is simulated elsewhere.
			if (connection.tenantId !== tenant_id) continue;
			await services.runner.connections.keep(connection, tenant_id, 'system');
		} catch (error) {
			services.log.error({ err: error, tenant: tenant_id }, 'a simulated tenant did not start');
		}
	}
}
