import { fieldsOf, flagOf, graphPath, sameId, textOf, typeOf } from '../graph';
import type { Fields, GraphClient, GraphRequest } from '../graph';
import type { HeldDirectoryRole } from '../step/offboarding';
import { PERMISSIONS } from '../step/permissions';

/** @see https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference#global-administrator */
const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';

/** The Global Administrator among the roles somebody holds, or null. */
export function globalAdministratorIn(
	roles: readonly HeldDirectoryRole[],
): HeldDirectoryRole | null {
	return roles.find(({ roleTemplateId }) => roleTemplateId === GLOBAL_ADMINISTRATOR) ?? null;
}

/**
 * Finds other holders of a role who can sign in.
 *
 * Permission RoleManagement.Read.Directory. Reads only.
 * @param enough stops as soon as so many are found
 * @returns their object ids; a group that holds the role stands for its members
 * @throws GraphFailure when it can't be found out
 * @see https://learn.microsoft.com/graph/api/directoryrole-list-members
 */
export async function othersWith(
	graph: GraphClient,
	role: HeldDirectoryRole,
	employeeId: string,
	enough = Number.POSITIVE_INFINITY,
): Promise<readonly string[]> {
	const members = await graph.list(listMembers(role.id));
	const found: string[] = [];
	for (const member of members) {
		const id = textOf(member, 'id') ?? '';
		if (sameId(id, employeeId) || !(await canSignIn(graph, member))) continue;
		found.push(id);
		if (found.length >= enough) break;
	}
	return found;
}

/** An app can't take a person's place. */
async function canSignIn(graph: GraphClient, member: Fields): Promise<boolean> {
	const type = typeOf(member);
	if (type === 'group') return true;
	if (type !== 'user') return false;
	const enabled = flagOf(member, 'accountEnabled');
	if (enabled !== null) return enabled;
	const { body } = await graph.send(readState(textOf(member, 'id') ?? ''));
	return flagOf(fieldsOf(body), 'accountEnabled') ?? false;
}

function listMembers(roleId: string): GraphRequest {
	return {
		method: 'GET',
		path: graphPath`/directoryRoles/${roleId}/members`,
		query: { $select: 'id,accountEnabled' },
		effect: 'read',
		permissions: PERMISSIONS.readRoles,
	};
}

function readState(userId: string): GraphRequest {
	return {
		method: 'GET',
		path: graphPath`/users/${userId}`,
		query: { $select: 'id,accountEnabled' },
		effect: 'read',
		permissions: PERMISSIONS.readUser,
	};
}
