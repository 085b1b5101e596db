import {
	fieldsOf,
	graphPath,
	listOf,
	textOf,
	type GraphClient,
	type GraphRequest,
	type GraphResult,
} from '../shared/graph';
import type { Tenant } from '../shared/step/offboarding';
import { PERMISSIONS } from '../shared/step/permissions';

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
		simulated: graph.simulated,
	};
}
