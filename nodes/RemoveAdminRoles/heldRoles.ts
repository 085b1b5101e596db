import {
	fieldsOf,
	graphPath,
	listOf,
	odataText,
	sameId,
	textOf,
	type Fields,
	type GraphRequest,
} from '../shared/graph';
import { PERMISSIONS } from '../shared/step/permissions';

/** One admin role in one of the places where it can be held. */
export interface HeldRole {
	/** `direct`: a role assignment. `eligible`, `active`: through Privileged Identity Management. */
	readonly place: 'direct' | 'eligible' | 'active';
	/** Id of the assignment or the schedule. */
	readonly id: string;
	readonly roleDefinitionId: string;
	readonly displayName: string;
	/** `/` for the whole tenant, or an administrative unit. Null where the scope is an app's. */
	readonly directoryScopeId: string | null;
	readonly appScopeId: string | null;
	/** When it became active, ISO 8601; null where the list does not say. */
	readonly startedAt: string | null;
}

/** @see https://learn.microsoft.com/graph/api/rbacapplication-list-roleassignments */
export function listAssignments(principalId: string): GraphRequest {
	return listOfRoles(
		graphPath`/roleManagement/directory/roleAssignments`,
		principalId,
		PERMISSIONS.readRoles,
	);
}

/** @see https://learn.microsoft.com/graph/api/rbacapplication-list-roleeligibilityschedules */
export function listEligible(principalId: string): GraphRequest {
	return listOfRoles(
		graphPath`/roleManagement/directory/roleEligibilitySchedules`,
		principalId,
		PERMISSIONS.readEligibility,
	);
}

/** @see https://learn.microsoft.com/graph/api/rbacapplication-list-roleassignmentschedules */
export function listActive(principalId: string): GraphRequest {
	return listOfRoles(
		graphPath`/roleManagement/directory/roleAssignmentSchedules`,
		principalId,
		PERMISSIONS.readAssignmentSchedules,
	);
}

function listOfRoles(
	path: GraphRequest['path'],
	principalId: string,
	permissions: readonly string[],
): GraphRequest {
	return {
		method: 'GET',
		list: true,
		path,
		query: { $filter: `principalId eq ${odataText(principalId)}`, $expand: 'roleDefinition' },
		effect: 'read',
		permissions,
	};
}

/**
 * True for an entry of this person. The lists are filtered by principal already, but where that is not honoured nobody
 * else may lose anything. An id is the same in either letter case.
 */
export function isOf(principalId: string): (fields: Fields) => boolean {
	return (fields) => sameId(textOf(fields, 'principalId'), principalId);
}

/** True for what PIM shows at the person although it comes with a group: only the membership ends it. */
export function comesWithGroup(fields: Fields): boolean {
	return textOf(fields, 'memberType')?.toLowerCase() === 'group';
}

/** When a PIM schedule began, ISO 8601; null where it does not say. */
export function startOf(fields: Fields): string | null {
	return textOf(fieldsOf(fields['scheduleInfo']), 'startDateTime');
}

/** The person's roles among the entries of one of the lists; what is returned here gets deleted. */
export function rolesIn(
	place: HeldRole['place'],
	entries: readonly Fields[],
	principalId: string,
): readonly HeldRole[] {
	return entries
		.filter(isOf(principalId))
		.map((fields) => roleOf(place, fields))
		.filter((role) => role !== null);
}

/**
 * True when an answer of one of the lists still shows this entry, or goes on over the page: then it proves nothing about
 * what it does not show.
 */
export function showsRole(body: unknown, role: Pick<HeldRole, 'id'>): boolean {
	if (textOf(fieldsOf(body), '@odata.nextLink') !== null) return true;
	return listOf(fieldsOf(body), 'value').some((fields) => sameId(textOf(fields, 'id'), role.id));
}

/**
 * What PIM holds as active, without what is a plain direct assignment as well: PIM lists permanent assignments a second
 * time, and those are deleted as assignments.
 */
export function isOfPim(fields: Fields): boolean {
	const expiration = fieldsOf(fieldsOf(fields['scheduleInfo'])['expiration']);
	return (
		textOf(fields, 'assignmentType')?.toLowerCase() === 'activated' ||
		(textOf(expiration, 'type') ?? 'noExpiration') !== 'noExpiration'
	);
}

/** True when two entries are the same role in the same scope. */
export function isSameGrant(a: HeldRole, b: HeldRole): boolean {
	return (
		sameId(a.roleDefinitionId, b.roleDefinitionId) &&
		sameId(a.directoryScopeId ?? '', b.directoryScopeId ?? '') &&
		sameId(a.appScopeId ?? '', b.appScopeId ?? '')
	);
}

/** Removes a direct assignment. @see https://learn.microsoft.com/graph/api/unifiedroleassignment-delete */
export function deleteAssignment(role: HeldRole): GraphRequest {
	return {
		method: 'DELETE',
		path: graphPath`/roleManagement/directory/roleAssignments/${role.id}`,
		effect: 'idempotent',
		permissions: PERMISSIONS.removeRoles,
	};
}

/**
 * Asks PIM to take an eligible or active role away.
 * @see https://learn.microsoft.com/graph/api/rbacapplication-post-roleeligibilityschedulerequests
 */
export function requestRemoval(principalId: string, role: HeldRole): GraphRequest {
	const eligible = role.place === 'eligible';
	return {
		method: 'POST',
		path: eligible
			? graphPath`/roleManagement/directory/roleEligibilityScheduleRequests`
			: graphPath`/roleManagement/directory/roleAssignmentScheduleRequests`,
		body: {
			action: 'adminRemove',
			principalId,
			roleDefinitionId: role.roleDefinitionId,
			...(role.appScopeId === null
				? { directoryScopeId: role.directoryScopeId ?? '/' }
				: { appScopeId: role.appScopeId }),
			justification: 'Offboarding',
		},
		expects: 'created',
		effect: 'createOnce',
		permissions: eligible ? PERMISSIONS.removeEligibility : PERMISSIONS.removeAssignmentSchedules,
	};
}

function roleOf(place: HeldRole['place'], fields: Fields): HeldRole | null {
	const id = textOf(fields, 'id');
	const roleDefinitionId = textOf(fields, 'roleDefinitionId');
	if (id === null || roleDefinitionId === null) return null;
	return {
		place,
		id,
		roleDefinitionId,
		displayName: textOf(fieldsOf(fields['roleDefinition']), 'displayName') ?? roleDefinitionId,
		directoryScopeId: textOf(fields, 'directoryScopeId'),
		appScopeId: textOf(fields, 'appScopeId'),
		startedAt: startOf(fields),
	};
}
