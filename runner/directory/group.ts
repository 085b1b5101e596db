import {
	fieldsOf,
	flagOf,
	graphPath,
	textsOf,
	type Fields,
	type GraphClient,
	type GraphRequest,
} from '../../nodes/shared/graph';
import { DirectoryError } from './errors';
import { READ_GROUP } from './permissions';

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Checks the shape of a group's object id, before anything is asked.
 *
 * @returns it in lower case
 * @throws DirectoryError
 */
export function checkedGroupId(id: string): string {
	const text = id.trim();
	if (GUID.test(text)) return text.toLowerCase();
	throw new DirectoryError(
		'The group is not an object id such as 6e7b768e-07e2-4810-8459-485f84f8f204. Copy it from the group’s page in the Entra admin center.',
	);
}

/**
 * Makes sure that an object id is that of a security group: assigned, dynamic, synced and mail-enabled ones are, and so
 * is a Microsoft 365 group that was made one. Needs GroupMember.Read.All. Reads only.
 *
 * @throws DirectoryError that names what it is instead, or that there is none; GraphFailure otherwise
 * @see https://learn.microsoft.com/graph/api/group-get
 */
export async function requireSecurityGroup(client: GraphClient, id: string): Promise<void> {
	const answer = await client.attempt(groupRequest(id));
	if (answer.ok) {
		const group = fieldsOf(answer.body);
		if (flagOf(group, 'securityEnabled') === true) return;
		throw new DirectoryError(
			`The group ${id} is ${kindOf(group)}, not a security group. Use the object id of a security group.`,
		);
	}
	const { failure } = answer;
	if (failure.kind === 'notFound') {
		throw new DirectoryError(
			`There is no group with the object id ${id} in this tenant. Administrative units, people and apps have object ids too: use that of a security group.`,
		);
	}
	if (failure.status === 400) {
		throw new DirectoryError(
			`Microsoft Graph does not take ${id} for the object id of a group. Use that of a security group.`,
			{ cause: failure },
		);
	}
	throw failure;
}

function groupRequest(id: string): GraphRequest {
	return {
		method: 'GET',
		path: graphPath`/groups/${id}`,
		query: { $select: 'id,groupTypes,mailEnabled,securityEnabled' },
		effect: 'read',
		permissions: READ_GROUP,
	};
}

function kindOf(group: Fields): string {
	const types = textsOf(group, 'groupTypes');
	const dynamic = types.includes('DynamicMembership') ? 'dynamic ' : '';
	if (types.includes('Unified')) return `a ${dynamic}Microsoft 365 group`;
	if (flagOf(group, 'mailEnabled') === true) return 'a distribution list';
	return 'of a kind without access rights';
}
