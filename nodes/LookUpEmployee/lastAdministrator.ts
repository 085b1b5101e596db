import {
	fieldsOf,
	flagOf,
	GraphFailure,
	graphPath,
	textOf,
	typeOf,
	type Fields,
	type GraphClient,
	type GraphRequest,
} from '../shared/graph';
import type { Employee, HeldDirectoryRole, Warning } from '../shared/step/offboarding';
import { PERMISSIONS } from '../shared/step/permissions';
import { LookUpError } from './lookUpError';

/** @see https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference#global-administrator */
const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';
const PRIVILEGED_ROLE_ADMINISTRATOR = 'e8611ab8-c189-46e8-94e1-60213ab1f814';

/**
 * What there is to say where the leaver is the last of the administrators who can hand out roles.
 *
 * @throws LookUpError for the last Global Administrator
 * @throws GraphFailure when it can't be found out whether there is another one
 */
export async function lastOnesWarnings(
	graph: GraphClient,
	employee: Employee,
	roles: readonly HeldDirectoryRole[],
): Promise<readonly Warning[]> {
	await refuseLastAdministrator(graph, employee, roles);
	return await lastGuardianWarnings(graph, employee, roles);
}

/**
 * Stops before anything is changed when the leaver is the last enabled Global Administrator: the tenant would be nobody's.
 * Costs a round trip, for Global Administrators only.
 *
 * Permission RoleManagement.Read.Directory.
 * @throws LookUpError when there is nobody else
 * @throws GraphFailure when it can't be found out: then nothing may be changed either
 * @see https://learn.microsoft.com/graph/api/directoryrole-list-members
 */
async function refuseLastAdministrator(
	graph: GraphClient,
	employee: Employee,
	roles: readonly HeldDirectoryRole[],
): Promise<void> {
	if (!(await isLast(graph, employee, roles, GLOBAL_ADMINISTRATOR))) return;
	throw new LookUpError(
		`${employee.displayName} is the last enabled Global Administrator of this tenant. Give the role to somebody else first. Nothing was changed.`,
	);
}

/**
 * Warns when the leaver is the last enabled Privileged Role Administrator. The tenant is not lost with them, so nothing
 * is refused; but PIM keeps that role with the last who has it. Costs a round trip, for those who hold it only.
 */
async function lastGuardianWarnings(
	graph: GraphClient,
	employee: Employee,
	roles: readonly HeldDirectoryRole[],
): Promise<readonly Warning[]> {
	try {
		if (!(await isLast(graph, employee, roles, PRIVILEGED_ROLE_ADMINISTRATOR))) return [];
	} catch (error) {
		if (error instanceof GraphFailure) return [];
		throw error;
	}
	const message = `${employee.displayName} is the last enabled Privileged Role Administrator of this tenant, and Entra may refuse to take that role away. Give it to somebody else first.`;
	return [{ code: 'lastPrivilegedRoleAdministrator', message, steps: ['removeAdminRoles'] }];
}

async function isLast(
	graph: GraphClient,
	employee: Employee,
	roles: readonly HeldDirectoryRole[],
	templateId: string,
): Promise<boolean> {
	const role = roles.find(({ roleTemplateId }) => roleTemplateId === templateId);
	if (!role) return false;
	const members = await graph.list(listMembers(role.id));
	const others = members.filter((member) => textOf(member, 'id') !== employee.id);
	for (const member of others) if (await canSignIn(graph, member)) return false;
	return true;
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
