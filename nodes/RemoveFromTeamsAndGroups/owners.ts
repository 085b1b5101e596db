import { GraphFailure, textOf, type GraphResult } from '../shared/graph';
import { createOnce, SHORT_WATCH_MS } from '../shared/step/createOnce';
import { blocked, done, fromFailure, withAbout, type Target } from '../shared/step/items';
import type { HeldGroup, Person } from '../shared/step/offboarding';
import type { ItemOutcome } from '../shared/step/outcome';
import type { StepContext } from '../shared/step/step';
import { describe } from './kinds';
import { readUntil, type Listing } from './listing';
import { addMember, addOwner, listOwners } from './requests';
import { addSeat, listSeats, ownerSeatIn, sameId } from './seats';
import { notHandedOver, type Succession } from './successor';

/** What must happen to a group before its owner may leave it. */
export interface Handover {
	/** Groups that the successor was seen to own: the leaver may go. */
	readonly free: readonly HeldGroup[];
	/** One item for every group. */
	readonly items: readonly ItemOutcome[];
}

/**
 * Passes ownership on before it is taken away: a group without an owner is nobody's, and Graph refuses to make one.
 * Of a team the successor becomes a member too, or it would not show in their Teams.
 */
export async function handOver(
	context: StepContext,
	alone: readonly HeldGroup[],
	succession: Succession,
): Promise<Handover> {
	if (!succession.ok) {
		return { free: [], items: alone.map((group) => notHandedOver(ownershipOf(group), succession)) };
	}
	const { person } = succession;
	const added = await addOwners(context, alone, person);
	const seen = await ownersSeen(context, alone, person.id);
	const items = alone.map((group) =>
		handOverItem(group, person, added.get(group), seen.get(group) ?? null),
	);
	return { items, free: alone.filter((_, index) => items[index]?.status === 'done') };
}

async function addOwners(
	context: StepContext,
	groups: readonly HeldGroup[],
	successor: Person,
): Promise<ReadonlyMap<HeldGroup, GraphResult>> {
	const { graph } = context;
	const added = new Map<HeldGroup, GraphResult>();
	const plain = groups.filter(({ kind }) => kind !== 'team');
	const results =
		plain.length === 0
			? []
			: await graph.together(
					plain.map((group) =>
						withAbout(addOwner(graph.connection, group, successor.id), ownershipOf(group)),
					),
				);
	plain.forEach((group, index) => {
		const result = results[index];
		if (result) added.set(group, result);
	});
	for (const group of groups.filter(({ kind }) => kind === 'team')) {
		added.set(group, await addTeamOwner(context, group, successor.id));
	}
	return added;
}

/** Through Teams, where it counts at once; through the group where Teams refuses, for instance a member as owner. */
async function addTeamOwner(
	{ graph }: StepContext,
	group: HeldGroup,
	successorId: string,
): Promise<GraphResult> {
	const place = { teamId: group.id, channelId: null };
	let failure: GraphFailure;
	try {
		const made = await createOnce(
			graph,
			listSeats(place, successorId),
			(body) => ownerSeatIn(body, successorId),
			withAbout(addSeat(graph.connection, place, successorId, 'owner'), ownershipOf(group)),
			// Whoever is in it already can't be added twice.
			{ watchMs: SHORT_WATCH_MS },
		);
		if (made.kind !== 'failed') return made.answer;
		({ failure } = made);
	} catch (error) {
		if (!(error instanceof GraphFailure)) throw error;
		failure = error;
	}
	if (!['refused', 'forbidden', 'notFound'].includes(failure.kind)) return { ok: false, failure };
	const [asOwner, asMember] = await graph.together([
		addOwner(graph.connection, group, successorId),
		addMember(graph.connection, group, successorId),
	]);
	if (!asOwner || !asMember) throw new Error('A batch came back short.');
	return isThere(asOwner) && !isThere(asMember) ? asMember : asOwner;
}

/** Added, or there already. */
export function isThere(result: GraphResult): boolean {
	return result.ok || /already exist/i.test(result.failure.graphMessage ?? '');
}

/** When each group was first seen to be the successor's; absent where it was not. */
async function ownersSeen(
	{ graph, verifyForMs }: StepContext,
	groups: readonly HeldGroup[],
	successorId: string,
): Promise<ReadonlyMap<HeldGroup, string>> {
	const seen = new Map<HeldGroup, string>();
	const look = (listings: readonly Listing[]): boolean => {
		groups.forEach((group, index) => {
			const listing = listings[index];
			if (!listing?.ok || seen.has(group)) return;
			const owns = listing.entries.some((owner) => sameId(textOf(owner, 'id'), successorId));
			if (owns) seen.set(group, listing.at);
		});
		return seen.size === groups.length;
	};
	const reads = groups.map(({ id }) => listOwners(id));
	await readUntil(graph, reads, look, verifyForMs);
	return seen;
}

/** Done only once a read shows the successor: until then the leaver may not go, and the record must say so. */
function handOverItem(
	group: HeldGroup,
	successor: Person,
	added: GraphResult | undefined,
	seenAt: string | null,
): ItemOutcome {
	const target = { ...ownershipOf(group), after: successor.displayName };
	const happened = added === undefined || isThere(added) || seenAt !== null;
	if (added?.ok === false && !happened) return fromFailure(target, added.failure);
	if (seenAt === null) return blocked(target, notSeen(successor.displayName));
	const answer = added?.ok ? added : { requestId: null, attempts: 1, at: seenAt };
	return done(target, answer, seenAt, `Passed on to ${successor.displayName}.`);
}

function notSeen(name: string): string {
	return `${name} was made owner, but does not show as one yet. The membership was kept. Run this step again in a few minutes.`;
}

export function ownershipOf(group: HeldGroup): Target {
	return { target: `Ownership of ${describe(group)}`, targetId: group.id };
}
