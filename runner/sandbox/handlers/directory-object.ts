import { findGroup, findUser } from '../state/queries';
import type { UserRecord } from '../state/directory';
import type { TenantState } from '../state/tenant';

/** A directory object as mixed lists show it, with its type. */
export type DirectoryObject = { readonly '@odata.type': string } & Record<string, unknown>;

const typed = (type: string, item: object): DirectoryObject => ({
	'@odata.type': `#microsoft.graph.${type}`,
	...item,
});

/** The object behind an id: a person, group, service principal; undefined when nothing has it. */
export function directoryObject(tenant: TenantState, id: string): DirectoryObject | undefined {
	const user = findUser(tenant, id);
	if (user) return typed('user', user.profile);
	const group = findGroup(tenant, id);
	if (group) return typed('group', group.profile);
	const principal = tenant.servicePrincipals.find((one) => one.id === id);
	if (principal) return typed('servicePrincipal', principal);
	const device = tenant.entraDevices.find((one) => one.id === id);
	return device && typed('device', { ...device, registeredOwnerIds: undefined });
}

/** The objects behind several ids, those that are gone left out. */
export function directoryObjects(tenant: TenantState, ids: readonly string[]): DirectoryObject[] {
	// Looking through everybody for each of them takes minutes in a large group of a large tenant.
	const wanted = new Set(ids);
	const users = new Map<string, UserRecord>();
	for (const user of tenant.users) {
		if (wanted.has(user.profile.id)) users.set(user.profile.id, user);
	}
	return ids.flatMap((id) => {
		const user = users.get(id);
		return user ? typed('user', user.profile) : (directoryObject(tenant, id) ?? []);
	});
}

/** A directory role as `/directoryRoles` and memberOf show it. */
export function directoryRole(role: {
	directoryRoleId: string;
	displayName: string;
	description: string;
	id: string;
}): DirectoryObject {
	return typed('directoryRole', {
		id: role.directoryRoleId,
		displayName: role.displayName,
		description: role.description,
		roleTemplateId: role.id,
	});
}

/**
 * The memberships of somebody: groups, tenant-wide roles and administrative units.
 * @param groupIds - the groups to show.
 * @param principals - whose roles to show: the person's own, or those of the groups as well.
 */
export function membershipsOf(
	tenant: TenantState,
	userId: string,
	groupIds: readonly string[],
	principals: readonly string[],
): DirectoryObject[] {
	const roles = tenant.roleDefinitions.filter((role) =>
		tenant.roleAssignments.some(
			(assignment) =>
				principals.includes(assignment.principalId) &&
				assignment.roleDefinitionId === role.id &&
				assignment.directoryScopeId === '/',
		),
	);
	const units = tenant.administrativeUnits.filter((unit) => unit.memberIds.includes(userId));
	return [
		...directoryObjects(tenant, groupIds),
		...roles.map(directoryRole),
		...units.map(({ id, displayName, description }) =>
			typed('administrativeUnit', { id, displayName, description }),
		),
	];
}
