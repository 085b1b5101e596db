import {
	ConnectionError,
	createGraphClient,
	fieldsOf,
	graphPath,
	isRehearsal,
	listOf,
	textOf,
	type Fields,
	type GraphConnection,
} from '../../nodes/shared/graph';
import { PERMISSIONS } from '../../nodes/shared/step/permissions';

/** What a connection leads to. */
export interface CheckedConnection {
	/** Lower case. Of the token, so that nobody can claim another. */
	readonly tenantId: string;
	readonly name: string;
	/** The tenant's default domain. */
	readonly domain: string;
	/** The application permissions in the token; null when it can't be read. */
	readonly granted: readonly string[] | null;
	readonly simulated: boolean;
}

/**
 * Signs in with a connection and asks which tenant it leads to. Needs User.Read.All or Organization.Read.All; reads
 * only; may be repeated.
 *
 * @throws ConnectionError for a wrong tenant, app or secret; GraphFailure when Graph refuses or can't be reached
 * @see https://learn.microsoft.com/graph/api/organization-list
 */
export async function checkConnection(connection: GraphConnection): Promise<CheckedConnection> {
	const client = createGraphClient(connection, { readOnly: true });
	const answer = await client.send({
		method: 'GET',
		path: graphPath`/organization`,
		query: { $select: 'id,displayName,verifiedDomains' },
		effect: 'read',
		list: true,
		permissions: PERMISSIONS.readOrganization,
	});
	const tenant = listOf(fieldsOf(answer.body), 'value')[0];
	const tenantId = tenant && textOf(tenant, 'id')?.toLowerCase();
	if (!tenant || !tenantId) {
		throw new ConnectionError(
			'Microsoft Graph does not say which tenant this is.',
			'UnknownTenant',
		);
	}
	return {
		tenantId,
		name: textOf(tenant, 'displayName') ?? tenantId,
		domain: defaultDomain(tenant) ?? tenantId,
		granted: client.granted(),
		simulated: isRehearsal(connection),
	};
}

function defaultDomain(tenant: Fields): string | null {
	const domains = listOf(tenant, 'verifiedDomains');
	const standard = domains.find((domain) => domain['isDefault'] === true) ?? domains[0];
	return standard ? textOf(standard, 'name') : null;
}
