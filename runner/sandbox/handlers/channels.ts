import { created, noContent } from '../http/answer';
import { type Call, param, type Route } from '../http/call';
import { badRequest, GraphError } from '../http/graph-error';
import { collection } from '../odata/collection';
import type { ChannelRecord, GroupRecord } from '../state/directory';
import { contextOf } from './find';
import { memberBehind, memberList, newMember, shownMember, teamOf } from './teams';

const CHANNELS = '/teams/{team}/channels';

/** Channels. Private and shared ones have members of their own, apart from the team's. */
export const channelRoutes: readonly Route[] = [
	{
		operation: `GET ${CHANNELS}`,
		options: ['$select', '$filter'],
		handle: (call) =>
			collection(
				call,
				teamOf(call).channels.map(({ id, displayName, membershipType }) => ({
					id,
					displayName,
					membershipType: shownType(call, membershipType),
					tenantId: call.tenant.tenantId,
				})),
				{
					entity: 'channel',
					context: `teams('${teamOf(call).profile.id}')/channels`,
					filter: {
						type: 'channel',
						equals: ['membershipType', 'displayName', 'id'],
						startsWith: [],
					},
					pageSize: 1000,
				},
			),
	},
	{
		operation: `GET ${CHANNELS}/{channel}/members`,
		options: ['$filter', '$top', '$select'],
		handle: (call) => {
			const team = teamOf(call);
			const channel = channelOf(call);
			const everybody = team.memberIds.map((userId) => ({
				userId,
				owner: team.ownerIds.includes(userId),
			}));
			return memberList(call, channel.id, isOpen(channel) ? everybody : channel.members);
		},
	},
	{
		operation: `POST ${CHANNELS}/{channel}/members`,
		handle: (call) => {
			const channel = closedChannelOf(call);
			const seat = newMember(call);
			if (channel.membershipType === 'private') refuseStranger(teamOf(call), seat.userId);
			channel.members = [...channel.members.filter(({ userId }) => userId !== seat.userId), seat];
			return created({
				...contextOf(call, 'conversationMembers/$entity'),
				...shownMember(call, channel.id, seat),
			});
		},
	},
	{
		operation: `DELETE ${CHANNELS}/{channel}/members/{member}`,
		handle: (call) => {
			const channel = closedChannelOf(call);
			const ids = channel.members.map((member) => member.userId);
			const userId = memberBehind(call, channel.id, ids);
			const left = channel.members.filter((member) => member.userId !== userId);
			if (left.length > 0 && !left.some((member) => member.owner)) {
				throw badRequest('The last owner of a channel cannot be removed.', 'BadRequest');
			}
			channel.members = left;
			return noContent();
		},
	},
];

const isOpen = (channel: ChannelRecord): boolean => channel.membershipType === 'standard';

/** A kind that came later shows under its name only to those who say that they know it. */
function shownType(call: Call, type: ChannelRecord['membershipType']): string {
	const isKnown = /include-unknown-enum-members/i.test(call.headers['prefer'] ?? '');
	return type === 'shared' && !isKnown ? 'unknownFutureValue' : type;
}

function refuseStranger({ memberIds, ownerIds }: GroupRecord, userId: string): void {
	if (memberIds.includes(userId) || ownerIds.includes(userId)) return;
	throw badRequest('Only members of the team can be added to a private channel.', 'BadRequest');
}

function channelOf(call: Call): ChannelRecord {
	const channel = teamOf(call).channels.find(({ id }) => id === param(call, 'channel'));
	if (channel) return channel;
	throw new GraphError(404, 'NotFound', 'The channel was not found.');
}

function closedChannelOf(call: Call): ChannelRecord {
	const channel = channelOf(call);
	if (isOpen(channel)) {
		throw badRequest('The members of a standard channel are those of its team.', 'BadRequest');
	}
	return channel;
}
