import { createGraphClient } from '../../nodes/shared/graph/client';
import type { GraphConnection } from '../../nodes/shared/graph/connection';
import { readTenantId } from '../../nodes/shared/holdings/organization';
import type { Db } from '../database/db';
import { abandonedBulks } from '../bulk/bulk-leases';
import { abandonedRuns, type AbandonedRun } from '../journal/abandoned-runs';
import { isGone, THIS_PROCESS } from './process-owner';

/**
 * The runs that this connection may go on with: those of its own tenant, never another's. A run is kept under the id of
 * its tenant, so a connection that names a domain is asked for it.
 *
 * @throws ConnectionError when the tenant can't be signed in to
 */
export async function interruptedIn(
	db: Db,
	connection: GraphConnection,
): Promise<readonly AbandonedRun[]> {
	return await ofTenant(connection, await abandonedRuns(db, THIS_PROCESS));
}

/** The same for lists of people. @throws ConnectionError when the tenant can't be signed in to */
export async function interruptedBulksIn(
	db: Db,
	connection: GraphConnection,
): Promise<readonly string[]> {
	const lists = await ofTenant(connection, await abandonedBulks(db, isGone));
	return lists.map(({ id }) => id);
}

async function ofTenant<T extends { readonly tenantId: string }>(
	connection: GraphConnection,
	runs: readonly T[],
): Promise<readonly T[]> {
	if (runs.length === 0) return [];
	const names = new Set([connection.tenantId.toLowerCase()]);
	if (runs.some(({ tenantId }) => !names.has(tenantId))) {
		const graph = createGraphClient(connection, { readOnly: true });
		names.add((await readTenantId(graph)).toLowerCase());
	}
	return runs.filter(({ tenantId }) => names.has(tenantId));
}
