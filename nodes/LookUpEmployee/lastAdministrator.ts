import {
	fieldsOf,
	flagOf,
	graphPath,
	textOf,
	typeOf,
	type Fields,
	type GraphClient,
	type GraphRequest,
} from '../shared/graph';
import type { Employee, HeldDirectoryRole } from '../shared/step/offboarding';
import { PERMISSIONS } from '../shared/step/permissions';
import { LookUpError } from './lookUpError';

/** @see https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference#global-administrator */
const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';

/**
 * Stops before anything is changed when the leaver is the last enabled Global Administrator: the tenant would be nobody's.
 * Costs a round trip, for Global Administrators only.
 *
 * Permission RoleManagement.Read.Directory.
 * @throws LookUpError when there is nobody else
 * @throws GraphFailure when it can't be found out: then nothing may be changed either
 * @see https://learn.microsoft.com/graph/api/directoryrole-list-members
 */
export async function refuseLastAdministrator(
	graph: GraphClient,
	employee: Employee,
	roles: readonly HeldDirectoryRole[],
): Promise<void> {
	const role = roles.find(({ roleTemplateId }) => roleTemplateId === GLOBAL_ADMINISTRATOR);
	if (!role) return;
	const members = await graph.list(listMembers(role.id));
	const others = members.filter((member) => textOf(member, 'id') !== employee.id);
	for (const member of others) if (await canSignIn(graph, member)) return;
	throw new LookUpError(
		`${employee.displayName} is the last enabled Global Administrator of this tenant. Give the role to somebody else first. Nothing was changed.`,
	);
}

/** A group that holds the role stands for its members; an app can't take a person's place. */
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
