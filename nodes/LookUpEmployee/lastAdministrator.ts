import { GraphFailure, type GraphClient } from '../shared/graph';
import { otherGlobalAdministrators, roleIn } from '../shared/holdings/globalAdministrators';
import { holdersOf } from '../shared/holdings/roleHolders';
import { enumerate } from '../shared/step/counting';
import type { Employee, HeldDirectoryRole, Holdings, Warning } from '../shared/step/offboarding';
import { LookUpError } from './lookUpError';

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
	holdings: Pick<Holdings, 'directoryRoles' | 'groups'>,
): Promise<readonly Warning[]> {
	await refuseLastAdministrator(graph, employee, holdings);
	return await lastGuardianWarnings(graph, employee, holdings.directoryRoles ?? []);
}

/**
 * Stops before anything is changed when the leaver is the last enabled Global Administrator whose role is active,
 * directly or through a group: the tenant would be nobody's. Whoever is only eligible in PIM has to activate the role
 * first: that may need the approval of a Global Administrator, and Entra keeps the role with the last active one.
 *
 * @throws LookUpError when there is nobody else
 * @throws GraphFailure when it can't be found out: then nothing may be changed either
 */
async function refuseLastAdministrator(
	graph: GraphClient,
	employee: Employee,
	holdings: Pick<Holdings, 'directoryRoles' | 'groups'>,
): Promise<void> {
	const others = await otherGlobalAdministrators(graph, employee, holdings);
	if (others === null || others.active.length > 0) return;
	const names = enumerate(others.eligible.map(({ displayName }) => displayName));
	const what =
		names === ''
			? 'Give the role to somebody else first.'
			: `${names} can activate the role in PIM: let that be done first.`;
	throw new LookUpError(
		`${employee.displayName} is the last enabled Global Administrator of this tenant whose role is active. ${what} Nothing was changed.`,
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
	const role = roleIn(roles, PRIVILEGED_ROLE_ADMINISTRATOR);
	if (role === null) return [];
	try {
		if ((await holdersOf(graph, role.id, employee.id)).others.length > 0) return [];
	} catch (error) {
		if (error instanceof GraphFailure) return [];
		throw error;
	}
	const message = `${employee.displayName} is the last enabled Privileged Role Administrator of this tenant, and Entra may refuse to take that role away. Give it to somebody else first.`;
	return [{ code: 'lastPrivilegedRoleAdministrator', message, steps: ['removeAdminRoles'] }];
}
