import { graphPath, odataText, textOf, type Fields, type GraphRequest } from '../shared/graph';
import { PERMISSIONS } from '../shared/step/permissions';
import { isOf, isOfPim, startOf } from './heldRoles';

/** A place in a group that PIM for groups manages: through such groups admin roles are handed out. */
export interface GroupPlace {
	/** `eligible`: the person may take it at any time. `active`: the person is in it now. */
	readonly place: 'eligible' | 'active';
	/** Id of the schedule. */
	readonly id: string;
	readonly groupId: string;
	/** The group's id until its name is read. */
	readonly groupName: string;
	readonly accessId: 'member' | 'owner';
	/** Activated or bound to a time; false for a permanent place, which is an ordinary membership as well. */
	readonly passing: boolean;
	/** When it became active, ISO 8601; null where the list does not say. */
	readonly startedAt: string | null;
}

/** @see https://learn.microsoft.com/graph/api/privilegedaccessgroup-list-eligibilityschedules */
export function listEligiblePlaces(principalId: string): GraphRequest {
	return {
		method: 'GET',
		list: true,
		path: graphPath`/identityGovernance/privilegedAccess/group/eligibilitySchedules`,
		query: { $filter: `principalId eq ${odataText(principalId)}` },
		effect: 'read',
		permissions: PERMISSIONS.readGroupEligibility,
	};
}

/** @see https://learn.microsoft.com/graph/api/privilegedaccessgroup-list-assignmentschedules */
export function listActivePlaces(principalId: string): GraphRequest {
	return {
		method: 'GET',
		list: true,
		path: graphPath`/identityGovernance/privilegedAccess/group/assignmentSchedules`,
		query: { $filter: `principalId eq ${odataText(principalId)}` },
		effect: 'read',
		permissions: PERMISSIONS.readGroupAssignmentSchedules,
	};
}

/** Its name, for people. @see https://learn.microsoft.com/graph/api/group-get */
export function readGroupName(groupId: string): GraphRequest {
	return {
		method: 'GET',
		path: graphPath`/groups/${groupId}`,
		query: { $select: 'id,displayName' },
		effect: 'read',
		permissions: PERMISSIONS.readOwners,
	};
}

/** The person's places among the entries of one of the two lists; an entry of anybody else is left out. */
export function placesIn(
	place: GroupPlace['place'],
	entries: readonly Fields[],
	principalId: string,
): readonly GroupPlace[] {
	return entries
		.filter(isOf(principalId))
		.map((fields) => placeOf(place, fields))
		.filter((found) => found !== null);
}

/**
 * Asks PIM to take an eligible or active place away.
 * @see https://learn.microsoft.com/graph/api/privilegedaccessgroup-post-eligibilityschedulerequests
 */
export function requestPlaceRemoval(principalId: string, place: GroupPlace): GraphRequest {
	const eligible = place.place === 'eligible';
	return {
		method: 'POST',
		path: eligible
			? graphPath`/identityGovernance/privilegedAccess/group/eligibilityScheduleRequests`
			: graphPath`/identityGovernance/privilegedAccess/group/assignmentScheduleRequests`,
		body: {
			action: 'adminRemove',
			accessId: place.accessId,
			groupId: place.groupId,
			principalId,
			justification: 'Offboarding',
		},
		expects: 'created',
		effect: 'createOnce',
		permissions: eligible
			? PERMISSIONS.removeGroupEligibility
			: PERMISSIONS.removeGroupAssignmentSchedules,
	};
}

function placeOf(place: GroupPlace['place'], fields: Fields): GroupPlace | null {
	const id = textOf(fields, 'id');
	const groupId = textOf(fields, 'groupId');
	const accessId = textOf(fields, 'accessId');
	if (id === null || groupId === null) return null;
	if (accessId !== 'member' && accessId !== 'owner') return null;
	const passing = place === 'eligible' || isOfPim(fields);
	return { place, id, groupId, groupName: groupId, accessId, passing, startedAt: startOf(fields) };
}
