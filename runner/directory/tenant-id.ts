import {
	ConnectionError,
	fieldsOf,
	graphPath,
	listOf,
	textOf,
	type GraphClient,
} from '../../nodes/shared/graph';
import { PERMISSIONS } from '../../nodes/shared/step/permissions';

const GUID = /^[0-9a-f-]{36}$/;

/**
 * The id of a connection's tenant. A connection may name one of its domains instead, and the same people must not be
 * kept twice because of that. Needs User.Read.All or Organization.Read.All. Reads only.
 *
 * @throws GraphFailure, ConnectionError
 * @see https://learn.microsoft.com/graph/api/organization-list
 */
export async function tenantIdOf(client: GraphClient): Promise<string> {
	const { tenantId } = client.connection;
	// A token of another tenant than the one named is refused where it comes in.
	if (GUID.test(tenantId)) return tenantId;
	const answer = await client.send({
		method: 'GET',
		path: graphPath`/organization`,
		query: { $select: 'id' },
		effect: 'read',
		list: true,
		permissions: PERMISSIONS.readOrganization,
	});
	const id = listOf(fieldsOf(answer.body), 'value').map((row) => textOf(row, 'id'))[0];
	if (id && GUID.test(id.toLowerCase())) return id.toLowerCase();
	throw new ConnectionError(
		'Microsoft Graph does not say which tenant this is. Put the tenant id into the connection instead of a domain.',
		'UnknownTenant',
	);
}
