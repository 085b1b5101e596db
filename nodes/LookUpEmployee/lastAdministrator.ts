import { GraphFailure, textOf, type GraphClient } from '../shared/graph';
import { isForNow } from '../shared/graph/failure';
import { enumerate } from '../shared/step/counting';
import type { Employee, Holdings, Warning } from '../shared/step/offboarding';
import { LookUpError } from './lookUpError';
import { eligibleFor, holdersOf } from './roleHolders';
import { listActivatedRoles } from './roleRequests';

/** @see https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference#global-administrator */
const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';

/**
 * Stops before anything is changed when the leaver is the last enabled Global Administrator, directly or through a
 * group: the tenant would be nobody's. A group that holds the role stands for the people in it, never for itself.
 *
 * Whoever is eligible for the role in PIM can activate it, so the tenant is not lost with the leaver: that is a warning,
 * because Entra keeps the role with the last active one. Whether an eligible leaver who holds nothing active is the
 * last, nobody asks: Entra never lets the last active one go.
 *
 * Costs one round trip or two for those who hold the role or are in a group that roles can be assigned to, and nobody
 * else anything. Permissions RoleManagement.Read.Directory, GroupMember.Read.All.
 * @returns what there is to warn of
 * @throws LookUpError when there is nobody else
 * @throws GraphFailure when it can't be found out: then nothing may be changed either
 */
export async function refuseLastAdministrator(
	graph: GraphClient,
	employee: Employee,
	holdings: Pick<Holdings, 'directoryRoles' | 'groups'>,
): Promise<readonly Warning[]> {
	const direct = holdings.directoryRoles?.find(({ roleTemplateId }) =>
		isTemplate(roleTemplateId, GLOBAL_ADMINISTRATOR),
	);
	if (!direct && !mayHoldThroughGroup(holdings)) return [];
	try {
		const roleId = direct?.id ?? (await activatedRole(graph, GLOBAL_ADMINISTRATOR));
		if (roleId === null) return [];
		const holders = await holdersOf(graph, roleId, employee.id);
		if (holders.other || !(direct || holders.leaver)) return [];
		return await withoutActiveOthers(graph, employee, holders.groupIds);
	} catch (error) {
		// Refused to the app for good, as the memberships were: then nothing hints at an administrator.
		const isHint = direct !== undefined || holdings.groups !== null;
		if (isHint || !(error instanceof GraphFailure) || isForNow(error)) throw error;
		return [];
	}
}

async function withoutActiveOthers(
	graph: GraphClient,
	employee: Employee,
	groupIds: readonly string[],
): Promise<readonly Warning[]> {
	const names = await eligibleFor(graph, GLOBAL_ADMINISTRATOR, groupIds, employee.id);
	if (names.length === 0) {
		throw new LookUpError(
			`${employee.displayName} is the last enabled Global Administrator of this tenant. Give the role to somebody else first. Nothing was changed.`,
		);
	}
	const message = `${employee.displayName} is the last enabled Global Administrator of this tenant whose role is active; ${enumerate(names)} can activate it in PIM. Let somebody do so first, or Entra refuses to take the role away.`;
	return [
		{ code: 'lastActiveAdministrator', message, steps: ['disableAccount', 'removeAdminRoles'] },
	];
}

/** Only groups that roles can be assigned to hold roles. Where the groups could not be read, the role is asked. */
function mayHoldThroughGroup({ groups }: Pick<Holdings, 'groups'>): boolean {
	return (
		groups === null || groups.some(({ member, isAssignableToRole }) => member && isAssignableToRole)
	);
}

async function activatedRole(graph: GraphClient, templateId: string): Promise<string | null> {
	const roles = await graph.list(listActivatedRoles());
	const role = roles.find((fields) => isTemplate(textOf(fields, 'roleTemplateId'), templateId));
	return role ? textOf(role, 'id') : null;
}

function isTemplate(roleTemplateId: string | null, templateId: string): boolean {
	return roleTemplateId?.toLowerCase() === templateId;
}
