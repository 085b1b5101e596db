import type { GraphRequest, GraphResult } from '../shared/graph';
import { groupIdsOf, listMemberships, listOwned } from '../shared/holdings/groups';
import { withAbout } from '../shared/step/items';
import type { HeldGroup } from '../shared/step/offboarding';
import type { UndoContext } from '../shared/undo/undoContext';
import { notUndone, said, undone, type UndoItem } from '../shared/undo/undoItem';
import { readUntil, type Listing } from './listing';
import { isThere } from './owners';
import { joinTeam } from './rejoinTeam';
import { addMember, addOwner } from './requests';
import { addSeat } from './seats';
import type { LostPlace } from './undoParts';

export const BY_HAND = 'Add the person in the Entra admin center (Groups), or undo once more.';

/** A place and the group as it is now. */
export interface Place extends LostPlace {
	readonly group: HeldGroup;
}

/** Where somebody's groups are read, and what they own. */
export const listsOf = (userId: string) => [listMemberships(userId), listOwned(userId)];

/** Whether a list shows the group. */
export const isIn = (listing: Extract<Listing, { ok: true }>, groupId: string): boolean =>
	[...groupIdsOf(listing.entries)].some((id) => id.toLowerCase() === groupId.toLowerCase());

/** Whatever may give the place back: of a team there are two ways. */
export function requestsOf(
	{ graph, employee }: UndoContext,
	{ group, as }: Place,
): readonly GraphRequest[] {
	const { connection } = graph;
	const direct = (as === 'owner' ? addOwner : addMember)(connection, group, employee.id);
	const team = { teamId: group.id, channelId: null };
	return group.kind === 'team' ? [addSeat(connection, team, employee.id, as), direct] : [direct];
}

/** What comes with a group that gives one. */
export const licenceOf = ({ carriesLicenses, member }: HeldGroup): string =>
	carriesLicenses && member
		? ' The licence that this group gives comes with it, which can take up to a day.'
		: '';

/** Teams one by one, everything else twenty in a round trip; then the lists are read until they show it. */
export async function join(
	context: UndoContext,
	open: readonly Place[],
): Promise<ReadonlyMap<LostPlace['target'], UndoItem>> {
	const { graph, employee, verifyForMs } = context;
	const plain = open.filter(({ group }) => group.kind !== 'team');
	const requests = plain.map((place) => {
		const [request] = requestsOf(context, place);
		if (!request) throw new Error('There is no way into a group.');
		return withAbout(request, { target: place.target.what, targetId: place.group.id });
	});
	const answers = requests.length === 0 ? [] : await graph.together(requests);
	const results = new Map<Place, GraphResult>();
	plain.forEach((place, at) => {
		const answer = answers[at];
		if (answer) results.set(place, answer);
	});
	for (const place of open.filter(({ group }) => group.kind === 'team')) {
		results.set(place, await joinTeam(context, place.group, place.as, place.target.what));
	}
	const seen = new Map<Place, string>();
	const lookAt = ([memberships, owned]: readonly Listing[]): boolean => {
		for (const place of open) {
			const listing = place.as === 'owner' ? owned : memberships;
			if (!listing?.ok || seen.has(place)) continue;
			if (isIn(listing, place.group.id)) seen.set(place, listing.at);
		}
		return open.every((place) => seen.has(place) || isRefused(results.get(place)));
	};
	await readUntil(graph, listsOf(employee.id), lookAt, verifyForMs);
	return new Map(
		open.map((place) => [place.target, ended(place, results.get(place), seen.get(place))]),
	);
}

const isRefused = (result: GraphResult | undefined): boolean =>
	result !== undefined &&
	!isThere(result) &&
	result.ok === false &&
	!result.failure.mayHaveHappened;

function ended(
	{ target, as, group }: Place,
	result: GraphResult | undefined,
	seenAt: string | undefined,
): UndoItem {
	if (!result) throw new Error('A result is missing.');
	const says = `${as === 'owner' ? 'An owner again.' : 'Back in.'}${licenceOf(group)}`;
	if (result.ok) return undone(target, result, seenAt ?? null, says);
	const { failure } = result;
	if (seenAt !== undefined) {
		return undone(target, { requestId: failure.requestId, at: seenAt }, seenAt, says);
	}
	if (!isThere(result)) return notUndone(target, failure, 'write', BY_HAND);
	const already =
		'Microsoft Graph says that the person is in it already, and its lists do not show it yet.';
	return said(target, 'alreadySo', already, failure.requestId);
}
