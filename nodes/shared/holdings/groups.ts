import { fieldsOf, flagOf, graphPath, listOf, textOf, textsOf, typeOf } from '../graph';
import type { Fields, GraphRequest } from '../graph';
import type { HeldDirectoryRole, HeldGroup } from '../step/offboarding';
import { PERMISSIONS } from '../step/permissions';

const FIELDS =
	'id,displayName,groupTypes,mailEnabled,securityEnabled,onPremisesSyncEnabled,isAssignableToRole,assignedLicenses,resourceProvisioningOptions,roleTemplateId';

/**
 * Direct memberships: groups, directory roles and administrative units in one list.
 * @param userKey object id or UPN
 * @see https://learn.microsoft.com/graph/api/user-list-memberof
 */
export function listMemberships(userKey: string): GraphRequest {
	return {
		method: 'GET',
		list: true,
		path: graphPath`/users/${userKey}/memberOf`,
		query: { $select: FIELDS, $top: '999' },
		effect: 'read',
		permissions: PERMISSIONS.readMemberships,
	};
}

/**
 * The directory roles among the direct memberships: a short list, whatever groups there are.
 * @see https://learn.microsoft.com/graph/api/user-list-memberof
 */
export function listDirectoryRoles(userKey: string): GraphRequest {
	return {
		...listMemberships(userKey),
		path: graphPath`/users/${userKey}/memberOf/microsoft.graph.directoryRole`,
		query: { $select: 'id,displayName,roleTemplateId' },
	};
}

/**
 * What the person owns: groups, applications and more in one list.
 * @see https://learn.microsoft.com/graph/api/user-list-ownedobjects
 */
export function listOwned(userKey: string): GraphRequest {
	return {
		method: 'GET',
		list: true,
		path: graphPath`/users/${userKey}/ownedObjects`,
		query: { $select: FIELDS, $top: '999' },
		effect: 'read',
		permissions: PERMISSIONS.readOwned,
	};
}

/** One group as it is now. @see https://learn.microsoft.com/graph/api/group-get */
export function readGroup(groupId: string): GraphRequest {
	return {
		method: 'GET',
		path: graphPath`/groups/${groupId}`,
		query: { $select: FIELDS.replace(',roleTemplateId', '') },
		effect: 'read',
		permissions: PERMISSIONS.readOwners,
	};
}

/** The groups among both lists, each once. */
export function heldGroupsOf(
	memberships: readonly Fields[],
	owned: readonly Fields[],
): readonly HeldGroup[] {
	const groups = new Map<string, HeldGroup>();
	for (const fields of memberships.filter(isGroup)) {
		const group = heldGroupOf(fields, { member: true, owned: false });
		if (group) groups.set(group.id, group);
	}
	for (const fields of owned.filter(isGroup)) {
		const group = heldGroupOf(fields, { member: false, owned: true });
		if (group) groups.set(group.id, { ...group, member: groups.has(group.id) });
	}
	return [...groups.values()];
}

/** The directory roles among the memberships: active ones that cover the whole tenant. */
export function heldRolesOf(memberships: readonly Fields[]): readonly HeldDirectoryRole[] {
	return memberships
		.filter((fields) => typeOf(fields) === 'directoryRole')
		.map((fields) => ({
			id: textOf(fields, 'id') ?? '',
			displayName: nameOf(fields),
			roleTemplateId: textOf(fields, 'roleTemplateId'),
		}));
}

/** The ids of the groups in an answer of `listMemberships`. */
export function groupIdsOf(memberships: readonly Fields[]): ReadonlySet<string> {
	return new Set(memberships.filter(isGroup).map((fields) => textOf(fields, 'id') ?? ''));
}

function isGroup(fields: Fields): boolean {
	return typeOf(fields) === 'group';
}

/** A group in an answer; null for one without an id. */
export function heldGroupOf(
	fields: Fields,
	as: { readonly member: boolean; readonly owned: boolean },
): HeldGroup | null {
	const id = textOf(fields, 'id');
	if (id === null) return null;
	return {
		id,
		displayName: nameOf(fields),
		kind: kindOf(fields),
		isAssignableToRole: flagOf(fields, 'isAssignableToRole') ?? false,
		onPremisesSyncEnabled: flagOf(fields, 'onPremisesSyncEnabled') ?? false,
		carriesLicenses: listOf(fields, 'assignedLicenses').length > 0,
		...as,
	};
}

function kindOf(fields: Fields): HeldGroup['kind'] {
	const types = textsOf(fields, 'groupTypes');
	if (types.includes('DynamicMembership')) return 'dynamic';
	if (textsOf(fields, 'resourceProvisioningOptions').includes('Team')) return 'team';
	if (types.includes('Unified')) return 'microsoft365';
	if (flagOf(fields, 'mailEnabled') !== true) return 'security';
	return flagOf(fields, 'securityEnabled') === true ? 'mailEnabledSecurity' : 'distribution';
}

function nameOf(fields: Fields): string {
	return textOf(fields, 'displayName') ?? textOf(fieldsOf(fields), 'id') ?? 'without a name';
}
