import { createGraphClient, isRehearsal, type GraphConnection } from '../../nodes/shared/graph';
import { tokenSourceFor } from '../../nodes/shared/graph/token';
import { whichTenant } from './which-tenant';

/** What a connection leads to. */
export interface CheckedConnection {
	/** Lower case. As the tenant itself says, so that nobody can claim another. */
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
 * @param options `fresh`: with a token of now, so that a permission that was taken away since the last one is missing
 * @throws ConnectionError for a wrong tenant, app or secret; GraphFailure when Graph refuses or can't be reached
 */
export async function checkConnection(
	connection: GraphConnection,
	options: { readonly fresh?: boolean } = {},
): Promise<CheckedConnection> {
	if (options.fresh === true) await tokenSourceFor(connection).renew();
	const client = createGraphClient(connection, { readOnly: true });
	const { id, name, domain } = await whichTenant(client);
	return {
		...{ tenantId: id, name: name ?? id, domain: domain ?? id },
		...{ granted: client.granted(), simulated: isRehearsal(connection) },
	};
}
