import {
	graphPath,
	referenceBaseOf,
	type GraphConnection,
	type GraphRequest,
} from '../shared/graph';
import type { HeldGroup } from '../shared/step/offboarding';
import { PERMISSIONS } from '../shared/step/permissions';

/**
 * Takes a member out of a group. Always with `/$ref`: without it Graph deletes the person.
 * @see https://learn.microsoft.com/graph/api/group-delete-members
 */
export function removeMember(group: HeldGroup, userId: string): GraphRequest {
	return {
		method: 'DELETE',
		path: graphPath`/groups/${group.id}/members/${userId}/$ref`,
		effect: 'idempotent',
		permissions: group.isAssignableToRole ? PERMISSIONS.removeRoles : PERMISSIONS.removeMember,
	};
}

/** @see https://learn.microsoft.com/graph/api/group-list-owners */
export function listOwners(groupId: string): GraphRequest {
	return {
		method: 'GET',
		list: true,
		path: graphPath`/groups/${groupId}/owners`,
		query: { $select: 'id,displayName,userPrincipalName,accountEnabled' },
		effect: 'read',
		permissions: PERMISSIONS.readOwners,
	};
}

/** Always with `/$ref`, as above. @see https://learn.microsoft.com/graph/api/group-delete-owners */
export function removeOwner(group: HeldGroup, userId: string): GraphRequest {
	return {
		method: 'DELETE',
		path: graphPath`/groups/${group.id}/owners/${userId}/$ref`,
		effect: 'idempotent',
		permissions: toChangeOwner(group),
	};
}

/** Both are needed for a group that roles can be assigned to; the one that people forget is named. */
function toChangeOwner(group: HeldGroup): readonly string[] {
	return group.isAssignableToRole ? PERMISSIONS.removeRoles : PERMISSIONS.changeOwner;
}

/**
 * Makes somebody an owner. Again is answered 400 "already exist", which is as good: effect class idempotent.
 * @see https://learn.microsoft.com/graph/api/group-post-owners
 */
export function addOwner(
	connection: GraphConnection,
	group: HeldGroup,
	successorId: string,
): GraphRequest {
	return {
		method: 'POST',
		path: graphPath`/groups/${group.id}/owners/$ref`,
		body: referenceTo(connection, successorId),
		effect: 'idempotent',
		permissions: toChangeOwner(group),
	};
}

/**
 * Makes somebody a member. Again is answered 400 "already exist": effect class idempotent.
 * @see https://learn.microsoft.com/graph/api/group-post-members
 */
export function addMember(
	connection: GraphConnection,
	group: HeldGroup,
	userId: string,
): GraphRequest {
	return {
		method: 'POST',
		path: graphPath`/groups/${group.id}/members/$ref`,
		body: referenceTo(connection, userId),
		effect: 'idempotent',
		permissions: group.isAssignableToRole ? PERMISSIONS.removeRoles : PERMISSIONS.removeMember,
	};
}

function referenceTo(connection: GraphConnection, userId: string): object {
	const base = referenceBaseOf(connection);
	return { '@odata.id': `${base}/v1.0/users/${encodeURIComponent(userId)}` };
}
