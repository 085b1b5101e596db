import { textOf } from '../shared/graph';
import { fromFailure, type Target } from '../shared/step/items';
import type { HeldGroup } from '../shared/step/offboarding';
import type { ItemOutcome } from '../shared/step/outcome';
import type { StepContext } from '../shared/step/step';
import { describe } from './kinds';
import { listTogether, type Listing } from './listing';
import { isOwnedByOthers, listSeats, seatOf, type Place, type Seat } from './seats';

/** A private or shared channel: its members are not the team's. */
interface Channel {
	readonly group: HeldGroup;
	readonly place: Place & { readonly channelId: string };
	readonly name: string;
	/** Graph's word. Of a `private` one only members of the team can be members. */
	readonly type: string;
}

/** One that the leaver sits in. */
export interface HeldChannel extends Channel {
	readonly seat: Seat;
	/** Nobody else owns it: a successor must come first. */
	readonly isLastOwner: boolean;
}

/** What was found in the teams. */
export interface Channels {
	readonly held: readonly HeldChannel[];
	/** One item for everything that could not be read. */
	readonly unread: readonly ItemOutcome[];
	/**
	 * Ids of teams to stay in for now: their channels could not be read this time, and whoever leaves a team leaves its
	 * channels unseen. A definite no is none of these: it stays a no, and Teams then passes such channels on by itself.
	 */
	readonly kept: ReadonlySet<string>;
}

/**
 * The private and shared channels of some teams that the leaver sits in, by user id and never by position.
 *
 * @param listings one of `listChannels` per team, in order
 */
export async function heldChannels(
	{ graph, employee }: StepContext,
	teams: readonly HeldGroup[],
	listings: readonly Listing[],
): Promise<Channels> {
	const unread: ItemOutcome[] = [];
	const kept = new Set<string>();
	const note = (group: HeldGroup, target: Target, { failure }: Extract<Listing, { ok: false }>) => {
		unread.push(fromFailure(target, failure, 'read'));
		if (!['forbidden', 'refused'].includes(failure.kind)) kept.add(group.id);
	};
	const channels = teams.flatMap((group, index) => {
		const listing = listings[index];
		if (!listing) throw new RangeError('The channels of a team were not read.');
		if (listing.ok) return closedChannels(group, listing);
		if (isNoTeam(group, listing)) return [];
		note(group, { target: `Channels of ${describe(group)}` }, listing);
		return [];
	});
	const members = await listTogether(
		graph,
		channels.map(({ place }) => listSeats(place, null)),
	);
	const held = channels.flatMap((channel, index): HeldChannel[] => {
		const listing = members[index];
		if (!listing) throw new RangeError('The members of a channel were not read.');
		if (!listing.ok) {
			if (listing.failure.kind !== 'notFound') note(channel.group, channelTarget(channel), listing);
			return [];
		}
		const seat = seatOf(listing.entries, employee.id);
		if (seat === null) return [];
		const isLastOwner = seat.owner && !isOwnedByOthers(listing.entries, employee.id);
		return [{ ...channel, seat, isLastOwner }];
	});
	return { held, unread, kept };
}

/** A group whose members follow a rule may carry a team; what we know of it does not say. */
function isNoTeam(group: HeldGroup, { failure }: Extract<Listing, { ok: false }>): boolean {
	const definite = ['notFound', 'refused', 'forbidden'].includes(failure.kind);
	return failure.kind === 'notFound' || (group.kind === 'dynamic' && definite);
}

function closedChannels(
	group: HeldGroup,
	{ entries }: Extract<Listing, { ok: true }>,
): readonly Channel[] {
	return entries.flatMap((fields) => {
		const channelId = textOf(fields, 'id');
		const type = textOf(fields, 'membershipType');
		if (channelId === null || type === null || type === 'standard') return [];
		const name = textOf(fields, 'displayName') ?? channelId;
		return [{ group, name, type, place: { teamId: group.id, channelId } }];
	});
}

/** How a channel is written in a record. */
export function channelTarget({ group, place, name, type }: Channel): Target {
	const kind = ['private', 'shared'].includes(type) ? type : 'closed';
	return {
		target: `${name}, ${kind} channel of ${group.displayName}`,
		targetId: place.channelId,
	};
}
