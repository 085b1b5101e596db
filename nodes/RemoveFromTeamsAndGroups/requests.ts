import { graphPath, odataText, type GraphConnection, type GraphRequest } from '../shared/graph';
import { PERMISSIONS } from '../shared/step/permissions';

/**
 * Takes a member out of a group. Always with `/$ref`: without it Graph deletes the person.
 * @see https://learn.microsoft.com/graph/api/group-delete-members
 */
export function removeMember(groupId: string, userId: string, roleAssignable: boolean): GraphRequest {
	return {
		method: 'DELETE',
		path: graphPath`/groups/${groupId}/members/${userId}/$ref`,
		effect: 'idempotent',
		permissions: roleAssignable ? PERMISSIONS.removeRoles : PERMISSIONS.removeMember,
	};
}

/** @see https://learn.microsoft.com/graph/api/group-list-owners */
export function listOwners(groupId: string): GraphRequest {
	return {
		method: 'GET',
		path: graphPath`/groups/${groupId}/owners`,
		query: { $select: 'id,displayName' },
		effect: 'read',
		permissions: PERMISSIONS.readOwners,
	};
}

/** Always with `/$ref`, as above. @see https://learn.microsoft.com/graph/api/group-delete-owners */
export function removeOwner(groupId: string, userId: string): GraphRequest {
	return {
		method: 'DELETE',
		path: graphPath`/groups/${groupId}/owners/${userId}/$ref`,
		effect: 'idempotent',
		permissions: PERMISSIONS.changeOwner,
	};
}

/**
 * Makes somebody an owner. Again is answered 400 "already exist", which is as good: effect class idempotent.
 * @see https://learn.microsoft.com/graph/api/group-post-owners
 */
export function addOwner(
	connection: GraphConnection,
	groupId: string,
	successorId: string,
): GraphRequest {
	return {
		method: 'POST',
		path: graphPath`/groups/${groupId}/owners/$ref`,
		body: { '@odata.id': `${connection.graphBaseUrl}/v1.0/users/${encodeURIComponent(successorId)}` },
		effect: 'idempotent',
		permissions: PERMISSIONS.changeOwner,
	};
}

/** The leaver's membership of a team, if any. @see https://learn.microsoft.com/graph/api/team-list-members */
export function findTeamMember(teamId: string, userId: string): GraphRequest {
	return {
		method: 'GET',
		path: graphPath`/teams/${teamId}/members`,
		query: {
			$filter: `(microsoft.graph.aadUserConversationMember/userId eq ${odataText(userId)})`,
		},
		effect: 'read',
		permissions: PERMISSIONS.readTeamMembers,
	};
}

/** Immediate in Teams, where a removal from the group takes up to a day. @see https://learn.microsoft.com/graph/api/team-delete-members */
export function removeTeamMember(teamId: string, membershipId: string): GraphRequest {
	return {
		method: 'DELETE',
		path: graphPath`/teams/${teamId}/members/${membershipId}`,
		effect: 'idempotent',
		permissions: PERMISSIONS.changeTeamMember,
	};
}
