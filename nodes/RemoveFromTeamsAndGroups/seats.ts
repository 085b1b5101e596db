import {
	fieldsOf,
	graphPath,
	listOf,
	odataText,
	referenceBaseOf,
	sameId,
	textOf,
	textsOf,
} from '../shared/graph';
import type { Fields, GraphConnection, GraphPath, GraphRequest } from '../shared/graph';
import { PERMISSIONS } from '../shared/step/permissions';

/** Where a conversation member sits: a team, or one of its channels that has members of its own. */
export interface Place {
	readonly teamId: string;
	/** Null: the team itself. */
	readonly channelId: string | null;
}

/** Somebody's entry in a team or channel. */
export interface Seat {
	/** The opaque conversationMember id: neither the user's nor derivable from it. */
	readonly id: string;
	readonly owner: boolean;
}

export { sameId };

/** Somebody's entry, found by user id whatever was asked for: a filter that is not honoured must cost nobody a team. */
export function seatOf(members: readonly Fields[], userId: string): Seat | null {
	const mine = members.find((member) => sameId(textOf(member, 'userId'), userId));
	const id = mine ? textOf(mine, 'id') : null;
	return mine && id !== null ? { id, owner: isOwner(mine) } : null;
}

/** The same for one page of an answer, owners only. */
export function ownerSeatIn(body: unknown, userId: string): Seat | null {
	const seat = seatOf(listOf(fieldsOf(body), 'value'), userId);
	return seat?.owner === true ? seat : null;
}

/** True when a person other than this one owns the place. */
export function isOwnedByOthers(members: readonly Fields[], userId: string): boolean {
	return members.some((member) => {
		const other = textOf(member, 'userId');
		return isOwner(member) && other !== null && !sameId(other, userId);
	});
}

function isOwner(member: Fields): boolean {
	return textsOf(member, 'roles').some((role) => role.toLowerCase() === 'owner');
}

function membersOf({ teamId, channelId }: Place): GraphPath {
	return channelId === null
		? graphPath`/teams/${teamId}/members`
		: graphPath`/teams/${teamId}/channels/${channelId}/members`;
}

/**
 * The members of a team or channel.
 * @param userId whose entry alone is wanted; null for all. Look for it by `seatOf`, the filter may not be honoured
 * @see https://learn.microsoft.com/graph/api/team-list-members
 * @see https://learn.microsoft.com/graph/api/channel-list-members
 */
export function listSeats(place: Place, userId: string | null): GraphRequest {
	const filter = `(microsoft.graph.aadUserConversationMember/userId eq ${odataText(userId ?? '')})`;
	return {
		method: 'GET',
		list: true,
		path: membersOf(place),
		...(userId === null ? {} : { query: { $filter: filter } }),
		effect: 'read',
		permissions:
			place.channelId === null ? PERMISSIONS.readTeamMembers : PERMISSIONS.readChannelMembers,
	};
}

/**
 * Makes somebody a member or owner. Effect class create-once: read before it and after a lost answer.
 * @see https://learn.microsoft.com/graph/api/team-post-members
 * @see https://learn.microsoft.com/graph/api/channel-post-members
 */
export function addSeat(
	connection: GraphConnection,
	place: Place,
	userId: string,
	as: 'owner' | 'member',
): GraphRequest {
	const key = encodeURIComponent(userId).replaceAll("'", '%27');
	return {
		method: 'POST',
		path: membersOf(place),
		body: {
			'@odata.type': '#microsoft.graph.aadUserConversationMember',
			roles: as === 'owner' ? ['owner'] : [],
			'user@odata.bind': `${referenceBaseOf(connection)}/v1.0/users('${key}')`,
		},
		expects: 'created',
		effect: 'createOnce',
		permissions: toChange(place),
	};
}

/**
 * Takes an entry away. Immediate in Teams, where a removal from the group takes up to a day.
 * @see https://learn.microsoft.com/graph/api/team-delete-members
 * @see https://learn.microsoft.com/graph/api/channel-delete-members
 */
export function removeSeat(place: Place, seat: Seat): GraphRequest {
	const { teamId, channelId } = place;
	return {
		method: 'DELETE',
		path:
			channelId === null
				? graphPath`/teams/${teamId}/members/${seat.id}`
				: graphPath`/teams/${teamId}/channels/${channelId}/members/${seat.id}`,
		effect: 'idempotent',
		permissions: toChange(place),
	};
}

function toChange({ channelId }: Place): readonly string[] {
	return channelId === null ? PERMISSIONS.changeTeamMember : PERMISSIONS.changeChannelMember;
}

/**
 * A team's own channels. The kinds that came after the first two show under their own names only when asked for so.
 * @see https://learn.microsoft.com/graph/api/channel-list
 */
export function listChannels(teamId: string): GraphRequest {
	return {
		method: 'GET',
		list: true,
		path: graphPath`/teams/${teamId}/channels`,
		query: { $select: 'id,displayName,membershipType' },
		headers: { Prefer: 'include-unknown-enum-members' },
		effect: 'read',
		permissions: PERMISSIONS.readChannels,
	};
}
