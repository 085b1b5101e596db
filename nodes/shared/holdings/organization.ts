import {
	fieldsOf,
	graphPath,
	isRehearsal,
	listOf,
	textOf,
	type GraphClient,
	type GraphRequest,
	type GraphResult,
} from '../graph';
import type { Tenant } from '../step/offboarding';
import { PERMISSIONS } from '../step/permissions';

/** @see https://learn.microsoft.com/graph/api/organization-list */
export function readOrganization(): GraphRequest {
	return {
		method: 'GET',
		path: graphPath`/organization`,
		query: { $select: 'id,displayName' },
		effect: 'read',
		permissions: PERMISSIONS.readOrganization,
	};
}

/** The tenant of a connection; its name is a nicety, so a refusal costs the name only. */
export function tenantOf(graph: GraphClient, result: GraphResult): Tenant {
	const [organization] = result.ok ? listOf(fieldsOf(result.body), 'value') : [];
	return {
		id: (organization ? textOf(organization, 'id') : null) ?? graph.connection.tenantId,
		displayName: organization ? textOf(organization, 'displayName') : null,
		cloud: graph.connection.cloud,
		simulated: graph.simulated || isRehearsal(graph.connection),
	};
}

/** The id of the tenant that a connection leads to. @throws GraphFailure, ConnectionError */
export async function readTenantId(graph: GraphClient): Promise<string> {
	const answer = await graph.send(readOrganization());
	const [organization] = listOf(fieldsOf(answer.body), 'value');
	return (organization ? textOf(organization, 'id') : null) ?? graph.connection.tenantId;
}
