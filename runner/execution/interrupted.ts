import { createGraphClient } from '../../nodes/shared/graph/client';
import type { GraphConnection } from '../../nodes/shared/graph/connection';
import { readTenantId } from '../../nodes/shared/holdings/organization';
import type { Db } from '../database/db';
import { abandonedBulks } from '../bulk/bulk-leases';
import { abandonedRuns } from '../journal/leases';
import { isGone } from './process-owner';

/**
 * The runs that this connection may go on with: those of its own tenant, never another's. A run is kept under the id of
 * its tenant, so a connection that names a domain is asked for it.
 *
 * @throws ConnectionError when the tenant can't be signed in to
 */
export async function interruptedIn(
	db: Db,
	connection: GraphConnection,
): Promise<readonly string[]> {
	return await ofTenant(connection, await abandonedRuns(db, isGone));
}

/** The same for lists of people. @throws ConnectionError when the tenant can't be signed in to */
export async function interruptedBulksIn(
	db: Db,
	connection: GraphConnection,
): Promise<readonly string[]> {
	return await ofTenant(connection, await abandonedBulks(db, isGone));
}

async function ofTenant(
	connection: GraphConnection,
	runs: readonly { readonly id: string; readonly tenantId: string }[],
): Promise<readonly string[]> {
	if (runs.length === 0) return [];
	const names = new Set([connection.tenantId.toLowerCase()]);
	if (runs.some(({ tenantId }) => !names.has(tenantId))) {
		const graph = createGraphClient(connection, { readOnly: true });
		names.add((await readTenantId(graph)).toLowerCase());
	}
	return runs.filter(({ tenantId }) => names.has(tenantId)).map(({ id }) => id);
}
