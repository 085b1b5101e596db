import { fieldsOf, GraphFailure, listOf, type GraphResult } from '../shared/graph';
import { createOnce, SHORT_WATCH_MS } from '../shared/step/createOnce';
import {
	blocked,
	done,
	foundGone,
	fromFailure,
	NOT_SEEN,
	withAbout,
	type Target,
} from '../shared/step/items';
import type { Person } from '../shared/step/offboarding';
import type { ItemOutcome } from '../shared/step/outcome';
import type { StepContext } from '../shared/step/step';
import { seenWithin } from '../shared/step/verify';
import { channelTarget, type HeldChannel } from './channels';
import { readUntil, type Listing } from './listing';
import { addSeat, listSeats, ownerSeatIn, removeSeat, seatOf, type Place } from './seats';
import { notHandedOver, type Succession } from './successor';

/** What became of the channels. */
export interface ChannelsLeft {
	readonly items: readonly ItemOutcome[];
	/** Channels that would lose their only owner if the leaver left their team. */
	readonly kept: readonly HeldChannel[];
}

/**
 * Takes the leaver out of private and shared channels, each by the entry that carries the leaver's user id. The last
 * owner of one goes only after a successor was seen to own it.
 *
 * @param succession null where no channel needs one
 */
export async function leaveChannels(
	context: StepContext,
	channels: readonly HeldChannel[],
	succession: Succession | null,
): Promise<ChannelsLeft> {
	const items: ItemOutcome[] = [];
	const kept: HeldChannel[] = [];
	const free: HeldChannel[] = [];
	for (const channel of channels) {
		const item = channel.isLastOwner ? await passOn(context, channel, succession) : null;
		if (item !== null) items.push(item);
		(item === null || item.status === 'done' ? free : kept).push(channel);
	}
	const { graph, employee, verifyForMs } = context;
	if (free.length === 0) return { items, kept };
	const results = await graph.together(
		free.map((channel) =>
			withAbout(removeSeat(channel.place, channel.seat), channelTarget(channel)),
		),
	);
	const reads = free.map(({ place }) => listSeats(place, employee.id));
	const gone = new Map<number, string>();
	const look = (listings: readonly Listing[]): boolean => {
		listings.forEach((listing, index) => {
			if (!listing.ok || gone.has(index)) return;
			if (seatOf(listing.entries, employee.id) === null) gone.set(index, listing.at);
		});
		return results.every((result, index) => gone.has(index) || wasRefused(result));
	};
	await readUntil(graph, reads, look, verifyForMs);
	free.forEach((channel, index) => {
		// Whoever wants it back has to know as what the person sat there.
		const target = { ...channelTarget(channel), before: channel.seat.owner ? 'owner' : 'member' };
		items.push(leftItem(target, results[index], gone.get(index) ?? null));
	});
	return { items, kept };
}

/** True when waiting for it to show would be in vain. */
export function wasRefused(result: GraphResult): boolean {
	return !result.ok && !result.failure.mayHaveHappened && result.failure.kind !== 'notFound';
}

/** How a delete ended, by its answer and by a read after it. */
export function leftItem(
	target: Target,
	result: GraphResult | undefined,
	goneAt: string | null,
	reason: string | null = null,
): ItemOutcome {
	if (!result) throw new RangeError('A result is missing.');
	if (result.ok) return done(target, result, goneAt, goneAt === null ? stillThere(reason) : reason);
	const { failure } = result;
	if (goneAt === null) return fromFailure(target, failure);
	if (failure.kind === 'notFound') {
		return foundGone(target, failure, goneAt);
	}
	if (!failure.mayHaveHappened) return fromFailure(target, failure);
	// The answer was lost, the read is as good.
	const { requestId, attempts } = failure;
	return done(target, { requestId, attempts, at: goneAt }, goneAt, reason);
}

/** Microsoft accepted it, and no read up to the end of our patience shows it. */
function stillThere(reason: string | null): string {
	return reason === null ? NOT_SEEN : `${NOT_SEEN} ${reason}`;
}

async function passOn(
	context: StepContext,
	channel: HeldChannel,
	succession: Succession | null,
): Promise<ItemOutcome> {
	const target = ownershipOfChannel(channel);
	if (succession === null) throw new Error('A channel needs a successor and none was looked for.');
	if (!succession.ok) return notHandedOver(target, succession);
	const { person } = succession;
	try {
		return await makeOwner(context, channel, { ...target, after: person.displayName }, person);
	} catch (error) {
		if (!(error instanceof GraphFailure)) throw error;
		// Only the look before a write throws.
		return fromFailure(target, error, 'read');
	}
}

async function makeOwner(
	context: StepContext,
	{ place, type }: HeldChannel,
	target: Target,
	successor: Person,
): Promise<ItemOutcome> {
	const { graph, verifyForMs } = context;
	const team = { teamId: place.teamId, channelId: null };
	// Only who is in the team can be in its private channels.
	const inTeam =
		type === 'private' ? await ensureSeat(context, team, successor.id, 'member') : null;
	if (inTeam !== null && !inTeam.ok) return fromFailure(target, inTeam.failure);
	const made = await ensureSeat(context, place, successor.id, 'owner');
	if (!made.ok) return fromFailure(target, made.failure);
	const owns = (body: unknown) => ownerSeatIn(body, successor.id) !== null;
	const seenAt = await seenWithin(graph, listSeats(place, successor.id), owns, verifyForMs);
	if (seenAt !== null) {
		return done(target, made, seenAt, `Passed on to ${successor.displayName}.`);
	}
	return blocked(
		target,
		`${successor.displayName} was made owner, but does not show as one yet. The membership was kept. Run this step again in a few minutes.`,
	);
}

/** Sees to it that somebody sits in a team or channel; whoever does already is not added twice. @throws GraphFailure */
export async function ensureSeat(
	{ graph }: Pick<StepContext, 'graph'>,
	place: Place,
	userId: string,
	as: 'owner' | 'member',
	about?: Pick<Target, 'target' | 'targetId'>,
): Promise<GraphResult> {
	const create = addSeat(graph.connection, place, userId, as);
	const made = await createOnce(
		graph,
		listSeats(place, userId),
		(body) =>
			as === 'owner' ? ownerSeatIn(body, userId) : seatOf(listOf(fieldsOf(body), 'value'), userId),
		about ? withAbout(create, about) : create,
		// Whoever is in it already can't be added twice.
		{ watchMs: SHORT_WATCH_MS },
	);
	return made.kind === 'failed' ? { ok: false, failure: made.failure } : made.answer;
}

export function ownershipOfChannel(channel: HeldChannel): Target {
	const target = channelTarget(channel);
	return { ...target, target: `Ownership of ${target.target}` };
}
