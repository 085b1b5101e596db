import {
	ConnectionError,
	fieldsOf,
	listOf,
	textOf,
	type Fields,
	type GraphClient,
} from '../../nodes/shared/graph';
import { readOrganization } from '../../nodes/shared/holdings/organization';

const GUID = /^[0-9a-f-]{36}$/;

/** The tenant that a connection leads to, as it calls itself. */
export interface WhichTenant {
	/** Lower case. */
	readonly id: string;
	readonly name: string | null;
	/** The default domain; null where it has none. */
	readonly domain: string | null;
}

/**
 * Asks the tenant which one it is. Needs User.Read.All or Organization.Read.All. Reads only.
 *
 * @throws GraphFailure, ConnectionError
 * @see https://learn.microsoft.com/graph/api/organization-list
 */
export async function whichTenant(client: GraphClient): Promise<WhichTenant> {
	const answer = await client.send({
		...readOrganization(),
		query: { $select: 'id,displayName,verifiedDomains' },
		list: true,
	});
	const tenant = listOf(fieldsOf(answer.body), 'value')[0];
	const id = tenant && textOf(tenant, 'id')?.toLowerCase();
	if (!tenant || !id || !GUID.test(id)) {
		throw new ConnectionError(
			'Microsoft Graph does not say which tenant this is. Put the tenant id into the connection instead of a domain.',
			'UnknownTenant',
		);
	}
	return { id, name: textOf(tenant, 'displayName'), domain: defaultDomain(tenant) };
}

/**
 * The id of a connection's tenant. A connection may name one of its domains instead, and the same people must not be
 * kept twice because of that. Asks the tenant only then: a token of another tenant than the one named is refused.
 *
 * @throws GraphFailure, ConnectionError
 */
export async function tenantIdOf(client: GraphClient): Promise<string> {
	const { tenantId } = client.connection;
	return GUID.test(tenantId) ? tenantId : (await whichTenant(client)).id;
}

function defaultDomain(tenant: Fields): string | null {
	const domains = listOf(tenant, 'verifiedDomains');
	const standard = domains.find((domain) => domain['isDefault'] === true) ?? domains[0];
	return standard ? textOf(standard, 'name') : null;
}
