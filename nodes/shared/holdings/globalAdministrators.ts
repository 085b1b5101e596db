import { GraphFailure, textOf, type GraphClient } from '../graph';
import { isForNow } from '../graph/failure';
import type { Employee, HeldDirectoryRole, Holdings } from '../step/offboarding';
import { eligibleFor, holdersOf, type RoleHolder } from './roleHolders';
import { listActivatedRoles } from './roleRequests';

/** @see https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference#global-administrator */
const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';

/** Who could run the tenant once the leaver is gone. */
export interface OtherAdministrators {
	/** Hold the role now, directly or through a group, and can sign in. */
	readonly active: readonly RoleHolder[];
	/** Can activate it in PIM and sign in; asked for only where nobody holds it. */
	readonly eligible: readonly RoleHolder[];
}

/**
 * The other Global Administrators, where the leaver is one, directly or through a group. A group that holds the role
 * stands for the people in it, never for itself.
 *
 * Costs one round trip or two for those who hold the role or are in a group that roles can be assigned to, and nobody
 * else anything. Whether a leaver who is only eligible for the role is the last, nobody asks: Entra never lets the last
 * active one go. Permissions RoleManagement.Read.Directory, GroupMember.Read.All. Reads only.
 * @returns null for somebody who is no Global Administrator
 * @throws GraphFailure when it can't be found out
 */
export async function otherGlobalAdministrators(
	graph: GraphClient,
	employee: Pick<Employee, 'id'>,
	holdings: Pick<Holdings, 'directoryRoles' | 'groups'>,
): Promise<OtherAdministrators | null> {
	const direct = roleIn(holdings.directoryRoles ?? [], GLOBAL_ADMINISTRATOR);
	if (direct === null && !mayHoldThroughGroup(holdings)) return null;
	try {
		const roleId = direct?.id ?? (await activatedRole(graph, GLOBAL_ADMINISTRATOR));
		if (roleId === null) return null;
		const { leaver, others, groupIds } = await holdersOf(graph, roleId, employee.id);
		if (direct === null && !leaver) return null;
		if (others.length > 0) return { active: others, eligible: [] };
		const eligible = await eligibleFor(graph, GLOBAL_ADMINISTRATOR, groupIds, employee.id);
		return { active: [], eligible };
	} catch (error) {
		// Refused to the app for good, as the memberships were: then nothing hints at an administrator.
		const isHint = direct !== null || holdings.groups !== null;
		if (isHint || !(error instanceof GraphFailure) || isForNow(error)) throw error;
		return null;
	}
}

/** The role of a template among those somebody holds, whatever letter case ids come in; or null. */
export function roleIn(
	roles: readonly HeldDirectoryRole[],
	templateId: string,
): HeldDirectoryRole | null {
	return roles.find(({ roleTemplateId }) => isTemplate(roleTemplateId, templateId)) ?? null;
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
