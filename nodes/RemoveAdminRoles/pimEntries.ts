import { fieldsOf, listOf, textOf } from '../shared/graph';
import { groupIdsOf, listMemberships, listOwned } from '../shared/holdings/groups';
import type { Target } from '../shared/step/items';
import {
	listActivePlaces,
	listEligiblePlaces,
	requestPlaceRemoval,
	type GroupPlace,
} from './groupPlaces';
import {
	isSameGrant,
	listActive,
	listAssignments,
	listEligible,
	requestRemoval,
	rolesIn,
	type HeldRole,
} from './heldRoles';
import type { PimEntry } from './pimRemoval';

/** A role as PIM is asked to take it away. */
export function entryOfRole(principalId: string, role: HeldRole): PimEntry {
	const eligible = role.place === 'eligible';
	const assignments = listAssignments(principalId);
	const shows = (body: unknown) =>
		textOf(fieldsOf(body), '@odata.nextLink') !== null ||
		rolesIn('direct', listOf(fieldsOf(body), 'value'), principalId).some((other) =>
			isSameGrant(role, other),
		);
	return {
		id: role.id,
		target: targetOfRole(role),
		name: role.displayName,
		list: eligible ? listEligible(principalId) : listActive(principalId),
		request: requestRemoval(principalId, role),
		startedAt: role.startedAt,
		// What is active through PIM is an assignment as well: as long as that is there, the role can be used.
		elsewhere: eligible ? null : { list: assignments, shows },
	};
}

/** A place in a group as PIM is asked to take it away. */
export function entryOfPlace(principalId: string, place: GroupPlace): PimEntry {
	const eligible = place.place === 'eligible';
	return {
		id: place.id,
		target: targetOfPlace(place),
		name: `${place.accessId} of ${place.groupName}`,
		list: eligible ? listEligiblePlaces(principalId) : listActivePlaces(principalId),
		request: requestPlaceRemoval(principalId, place),
		startedAt: place.startedAt,
		elsewhere: eligible ? null : membershipOf(principalId, place),
	};
}

/** What is active through PIM is a membership or ownership as well: as long as that is there, the place can be used. */
function membershipOf(principalId: string, place: GroupPlace): PimEntry['elsewhere'] {
	const list = place.accessId === 'owner' ? listOwned(principalId) : listMemberships(principalId);
	const shows = (body: unknown) =>
		textOf(fieldsOf(body), '@odata.nextLink') !== null ||
		groupIdsOf(listOf(fieldsOf(body), 'value')).has(place.groupId);
	return { list, shows };
}

/** What a role is shown as: its name, how it is held and where. */
export function targetOfRole(role: HeldRole): Target {
	const where =
		role.appScopeId !== null
			? ', for one app'
			: role.directoryScopeId !== null && role.directoryScopeId !== '/'
				? ', for one administrative unit'
				: '';
	const how = { direct: '', eligible: ', eligible', active: ', active through PIM' }[role.place];
	return { target: `${role.displayName}${how}${where}`, targetId: role.id };
}

/** What a place in a group is shown as. */
export function targetOfPlace({ id, groupName, accessId, place }: GroupPlace): Target {
	const how = place === 'eligible' ? `eligible ${accessId}` : `active ${accessId} through PIM`;
	return { target: `Group ${groupName}, ${how}`, targetId: id };
}
