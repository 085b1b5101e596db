import { createGraphClient } from '../../nodes/shared/graph/client';
import type { GraphConnection } from '../../nodes/shared/graph/connection';
import { GraphFailure } from '../../nodes/shared/graph/failure';
import { graphPath } from '../../nodes/shared/graph/path';
import { fieldsOf } from '../../nodes/shared/graph/read';
import { PERMISSIONS } from '../../nodes/shared/step/permissions';

/** Nobody waits longer for it: without it the list is only slower. */
const PATIENCE_MS = 5_000;

/**
 * How many people a tenant has: Microsoft's limits depend on it.
 *
 * Permission User.Read.All. Reads only.
 * @returns 0 where it can't be found out
 * @throws ConnectionError when the tenant can't be signed in to
 * @see https://learn.microsoft.com/graph/api/user-list
 */
export async function countPeople(connection: GraphConnection): Promise<number> {
	const graph = createGraphClient(connection, {
		readOnly: true,
		timeoutMs: 2 * PATIENCE_MS,
		retry: { attempts: 1, longestWaitMs: 0 },
	});
	try {
		const { body } = await graph.send({
			method: 'GET',
			path: graphPath`/users`,
			query: { $select: 'id', $top: '1', $count: 'true' },
			headers: { ConsistencyLevel: 'eventual' },
			effect: 'read',
			permissions: PERMISSIONS.readUser,
		});
		const count = fieldsOf(body)['@odata.count'];
		return typeof count === 'number' ? count : 0;
	} catch (error) {
		if (error instanceof GraphFailure) return 0;
		throw error;
	}
}
