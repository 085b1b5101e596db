import { createGraphClient, type GraphConnection } from '../../nodes/shared/graph';
import { checkedGroupId, requireSecurityGroup } from '../directory/group';

/**
 * Makes sure that an object id is that of a security group of the tenant. Needs GroupMember.Read.All; reads only.
 *
 * @throws DirectoryError that says what it is instead; ConnectionError, GraphFailure
 */
export async function checkGroup(connection: GraphConnection, group: string): Promise<void> {
	const client = createGraphClient(connection, { readOnly: true });
	await requireSecurityGroup(client, checkedGroupId(group));
}
