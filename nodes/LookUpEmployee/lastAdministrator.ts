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
	const warnings = await refuseLastAdministrator(graph, employee, holdings);
	const guardian = await lastGuardianWarnings(graph, employee, holdings.directoryRoles ?? []);
	return [...warnings, ...guardian];
}

/**
 * Stops before anything is changed when the leaver is the last enabled Global Administrator, directly or through a
 * group: the tenant would be nobody's. Whoever is eligible for the role in PIM can activate it, so the tenant is not
 * lost with the leaver: that is a warning, because Entra keeps the role with the last active one.
 *
 * @returns what there is to warn of
 * @throws LookUpError when there is nobody else
 * @throws GraphFailure when it can't be found out: then nothing may be changed either
 */
async function refuseLastAdministrator(
	graph: GraphClient,
	employee: Employee,
	holdings: Pick<Holdings, 'directoryRoles' | 'groups'>,
): Promise<readonly Warning[]> {
	const others = await otherGlobalAdministrators(graph, employee, holdings);
	if (others === null || others.active.length > 0) return [];
	if (others.eligible.length === 0) {
		throw new LookUpError(
			`${employee.displayName} is the last enabled Global Administrator of this tenant. Give the role to somebody else first. Nothing was changed.`,
		);
	}
	const names = enumerate(others.eligible.map(({ displayName }) => displayName));
	const message = `${employee.displayName} is the last enabled Global Administrator of this tenant whose role is active; ${names} can activate it in PIM. Let somebody do so first, or Entra refuses to take the role away.`;
	return [
		{ code: 'lastActiveAdministrator', message, steps: ['disableAccount', 'removeAdminRoles'] },
	];
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
