import { GraphFailure, type GraphClient } from '../shared/graph';
import { othersWith } from '../shared/holdings/globalAdministrators';
import type { Employee, HeldDirectoryRole, Warning } from '../shared/step/offboarding';
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
	return (await othersWith(graph, role, employee.id, 1)).length === 0;
}
