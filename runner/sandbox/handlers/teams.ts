import { type Answer, created, noContent, ok } from '../http/answer';
import { bodyObject, type Call, param, type Route } from '../http/call';
import { audienceOf } from '../login/tokens';
import { badRequest, GraphError, notFound } from '../http/graph-error';
import { collection } from '../odata/collection';
import { project } from '../odata/project';
import type { ChannelRecord, GroupRecord } from '../state/directory';
import { findGroup, findUser, groupsOf, isTeam, rosterOf } from '../state/queries';
import { contextOf, userOf } from './find';

/** Teams and their members. A team's people are those of its group. */
export const teamRoutes: readonly Route[] = [
	{
		operation: 'GET /users/{user}/joinedTeams',
		options: ['$select'],
		handle: (call) => {
			const { id } = userOf(call).profile;
			const behind = call.tenant.groups.filter(({ rosterOnlyIds }) => rosterOnlyIds?.includes(id));
			const teams = [...groupsOf(call.tenant, id), ...behind]
				.filter(isTeam)
				.map((group) => shownTeam(call, group));
			return collection(call, teams, { entity: 'team', context: 'teams', pageSize: 1000 });
		},
	},
	{
		operation: 'GET /teams/{team}',
		options: ['$select'],
		handle: (call) => {
			const team = project(shownTeam(call, teamOf(call)), 'team', call.query.select);
			return ok({ ...contextOf(call, 'teams/$entity'), ...team });
		},
	},
	{
		operation: 'GET /teams/{team}/members',
		options: ['$filter', '$top', '$select'],
		handle: (call) => {
			const team = teamOf(call);
			const people = [...new Set(rosterOf(team))].map((userId) => ({
				userId,
				owner: team.ownerIds.includes(userId),
			}));
			return memberList(call, team.profile.id, people);
		},
	},
	{
		operation: 'POST /teams/{team}/members',
		handle: (call) => {
			const team = teamOf(call);
			const { userId, owner } = newMember(call);
			if (owner) mayChangeOwners(call);
			refuseRule(team);
			if (!team.memberIds.includes(userId)) team.memberIds.push(userId);
			if (owner && !team.ownerIds.includes(userId)) team.ownerIds.push(userId);
			return created({
				...contextOf(call, `teams('${team.profile.id}')/members/$entity`),
				...shownMember(call, team.profile.id, { userId, owner }),
			});
		},
	},
	{
		operation: 'DELETE /teams/{team}/members/{member}',
		handle: (call) => {
			const team = teamOf(call);
			const userId = memberBehind(call, team.profile.id, rosterOf(team));
			refuseRule(team);
			team.rosterOnlyIds = team.rosterOnlyIds?.filter((id) => id !== userId) ?? [];
			if (team.ownerIds.includes(userId)) {
				mayChangeOwners(call);
				refuseLastOwner(call, team, userId);
			}
			team.memberIds = team.memberIds.filter((id) => id !== userId);
			team.ownerIds = team.ownerIds.filter((id) => id !== userId);
			for (const channel of team.channels) leaveChannel(channel, userId);
			return noContent();
		},
	},
];

/** Who leaves a team leaves its channels; one that loses its last owner gets another member as owner, as in Teams. */
function leaveChannel(channel: ChannelRecord, userId: string): void {
	const left = channel.members.filter((member) => member.userId !== userId);
	const [first, ...others] = left;
	const isOwned = left.some((member) => member.owner);
	channel.members = first && !isOwned ? [{ ...first, owner: true }, ...others] : left;
}

/** The team of the route; a group without a team counts as none. */
export function teamOf(call: Call): GroupRecord {
	const id = param(call, 'team');
	const group = findGroup(call.tenant, id);
	if (!group || !isTeam(group)) {
		throw new GraphError(404, 'NotFound', `No team found with Group Id ${id}`);
	}
	return group;
}

function shownTeam(call: Call, { profile }: GroupRecord): object {
	const { id, displayName, description, visibility } = profile;
	return {
		...{ id, displayName, description },
		visibility: visibility?.toLowerCase() ?? 'private',
		isArchived: false,
		tenantId: call.tenant.tenantId,
	};
}

interface Seat {
	readonly userId: string;
	readonly owner: boolean;
}

/** Lists the members of a team or channel; the filter on userId carries a cast. */
export function memberList(call: Call, placeId: string, seats: readonly Seat[]): Answer {
	const items = seats.flatMap((seat) =>
		findUser(call.tenant, seat.userId) ? [shownMember(call, placeId, seat)] : [],
	);
	return collection(call, items, {
		entity: 'aadUserConversationMember',
		context: 'conversationMembers',
		filter: {
			type: 'conversationMember',
			equals: ['userId', 'email', 'displayName'],
			startsWith: [],
		},
		pageSize: 100,
	});
}

/** A membership id is opaque: it is not the user's id. */
const membershipId = (call: Call, placeId: string, userId: string): string =>
	Buffer.from(`${call.tenant.tenantId}##${placeId}##${userId}`).toString('base64');

/** One member of a team or channel as Graph shows it. */
export function shownMember(call: Call, placeId: string, { userId, owner }: Seat): object {
	const profile = findUser(call.tenant, userId)?.profile;
	return {
		'@odata.type': '#microsoft.graph.aadUserConversationMember',
		id: membershipId(call, placeId, userId),
		roles: owner ? ['owner'] : profile?.userType === 'Guest' ? ['guest'] : [],
		displayName: profile?.displayName ?? null,
		userId,
		email: profile?.mail ?? null,
		tenantId: call.tenant.tenantId,
		visibleHistoryStartDateTime: '0001-01-01T00:00:00Z',
	};
}

/** The person a membership id stands for. */
export function memberBehind(call: Call, placeId: string, userIds: readonly string[]): string {
	const wanted = param(call, 'member');
	const found = userIds.find((userId) => membershipId(call, placeId, userId) === wanted);
	if (found !== undefined) return found;
	throw new GraphError(404, 'NotFound', 'The conversation member was not found.');
}

/** Who is to be added, from an aadUserConversationMember. */
export function newMember(call: Call): Seat {
	const body = bodyObject(call);
	const bind = body['user@odata.bind'];
	const [, host, ...keys] =
		/^(https?:\/\/[^/]+)\/(?:v1\.0|beta)\/users(?:\('([^']+)'\)|\/([^/]+))$/.exec(
			typeof bind === 'string' ? bind : '',
		) ?? [];
	const ours = host === call.baseUrl || host === audienceOf(call.tenant);
	const key = ours ? keys.find(Boolean) : undefined;
	const roles = Array.isArray(body['roles']) ? body['roles'] : [];
	if (key === undefined || body['@odata.type'] !== '#microsoft.graph.aadUserConversationMember') {
		throw badRequest('Invalid conversation member: @odata.type or user@odata.bind.', 'BadRequest');
	}
	const user = findUser(call.tenant, decodeURIComponent(key));
	if (!user) throw notFound(key);
	return { userId: user.profile.id, owner: roles.includes('owner') };
}

function mayChangeOwners(call: Call): void {
	if (call.permissions.has('TeamMember.ReadWrite.All')) return;
	throw new GraphError(
		403,
		'Forbidden',
		'Missing permission to change the owner role of a member.',
	);
}

function refuseLastOwner(call: Call, team: GroupRecord, userId: string): void {
	const left = team.ownerIds.filter((id) => id !== userId && findUser(call.tenant, id));
	if (left.length === 0)
		throw badRequest('The last owner of a team cannot be removed.', 'BadRequest');
}

function refuseRule({ profile }: GroupRecord): void {
	if (profile.groupTypes.includes('DynamicMembership')) {
		throw badRequest(
			'The members of a team with dynamic membership cannot be changed.',
			'BadRequest',
		);
	}
}
