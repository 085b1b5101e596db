import { noteSignIn, readSignIn } from '../DisableAccount/stillOff';
import type { GraphFailure, GraphRequest, GraphResult } from '../shared/graph';
import { groupIdsOf, listMemberships, listOwned } from '../shared/holdings/groups';
import { blocked, withAbout, type Target } from '../shared/step/items';
import type { HeldGroup } from '../shared/step/offboarding';
import type { ItemOutcome } from '../shared/step/outcome';
import { removeAll, type Removals } from '../shared/step/removeAll';
import type { StepContext } from '../shared/step/step';
import { describe, whatGoesWith } from './kinds';
import { leftItem, wasRefused } from './leaveChannels';
import { readUntil, wholeListings, type Listing } from './listing';
import { removeMember, removeOwner } from './requests';
import { listSeats, removeSeat, seatOf } from './seats';

/** One delete: which group it is about, and in what capacity the leaver goes. */
export interface Removal {
	readonly group: HeldGroup;
	readonly as: 'member' | 'owner';
	readonly request: GraphRequest;
	/** Said of a removal that went well; null where there is nothing to say. */
	readonly reason: string | null;
	/** Set where only Teams shows the person: the list that must no longer do so. */
	readonly roster: GraphRequest | null;
	/** Why Teams could not be asked; the list of groups then shows half of it only. */
	readonly unasked: GraphFailure | null;
}

export const ROSTER_ONLY = 'Teams still showed the person, who was no longer in the group.';
const STILL_OWNER = 'Kept, because the ownership could not be given up. Run this step again.';

/**
 * What is to be deleted for a group.
 *
 * @param ownerMayGo false: somebody must take over first, and the membership is kept with the ownership
 * @param seats of a team: its members, as far as they could be read
 */
export function removalsOf(
	employeeId: string,
	group: HeldGroup,
	ownerMayGo: boolean,
	seats: Listing | undefined,
): readonly Removal[] {
	if (group.owned && !ownerMayGo) return [];
	const removals: Removal[] = [];
	if (group.owned) {
		const request = removeOwner(group, employeeId);
		removals.push({ group, as: 'owner', request, reason: null, roster: null, unasked: null });
	}
	const seat = seats?.ok ? seatOf(seats.entries, employeeId) : null;
	if (seat !== null) {
		const place = { teamId: group.id, channelId: null };
		const request = removeSeat(place, seat);
		const isInGroup = group.member || group.owned;
		const roster = isInGroup ? null : listSeats(place, employeeId);
		const reason = isInGroup ? whatGoesWith(group) : ROSTER_ONLY;
		removals.push({ group, as: 'member', request, reason, roster, unasked: null });
	} else if (group.member) {
		const parts = [group.kind === 'team' ? byTheGroup(seats) : null, whatGoesWith(group)];
		const reason = parts.filter((part) => part !== null).join(' ') || null;
		const unasked = seats?.ok === false ? seats.failure : null;
		const request = removeMember(group, employeeId);
		removals.push({ group, as: 'member', request, reason, roster: null, unasked });
	}
	return removals;
}

/** Where Teams did not show the entry, the group is left; that takes its time to reach Teams. */
function byTheGroup(seats: Listing | undefined): string {
	const missing = seats?.ok === false ? seats.failure.missingPermission : null;
	const why = missing === null ? '' : ` because the app lacks ${missing}`;
	return `Left through the group${why}; Teams itself may take up to a day to show it.`;
}

/**
 * Sends the deletes, twenty in a round trip, and reads the lists back. One item each. Owners go before members: Graph
 * may give an owner the membership back, and whose ownership stays, stays a member.
 */
export async function removeFromGroups(
	context: StepContext,
	removals: readonly Removal[],
): Promise<readonly ItemOutcome[]> {
	const owners = removals.filter(({ as }) => as === 'owner');
	const ownerResults = await send(context, owners);
	const stays = new Set(
		owners.filter((_, index) => isKept(ownerResults[index])).map(({ group }) => group.id),
	);
	const members = removals.filter(({ as, group }) => as === 'member' && !stays.has(group.id));
	const sent = [...owners, ...members];
	const few = owners.length === 0 && members.length <= MOST_IN_ONE;
	const { results: memberResults, list } = few
		? await removeFew(context, members)
		: { results: await send(context, members), list: null };
	const results = [...ownerResults, ...memberResults];
	const seen = await goneAt(context, sent, results, list);
	const items = sent.flatMap((removal, index) => {
		const item = leftItem(targetOf(removal), results[index], seen[index] ?? null, removal.reason);
		return removal.unasked === null ? [item] : halfLeft(removal.group, item, removal.unasked);
	});
	const kept = removals.filter(({ as, group }) => as === 'member' && stays.has(group.id));
	return [...items, ...kept.map((removal) => blocked(targetOf(removal), STILL_OWNER))];
}

/** The group is left and Teams was not asked: accepted, not seen. A missing permission is for a person to mend. */
function halfLeft(
	group: HeldGroup,
	item: ItemOutcome,
	failure: GraphFailure,
): readonly ItemOutcome[] {
	if (item.status !== 'done') return [item];
	const accepted = { ...item, verified: false, verifiedAt: null };
	if (failure.kind !== 'forbidden') return [accepted];
	const reason = `${group.displayName} may show the person for up to a day. To take the seat away at once, grant the app TeamMember.ReadWrite.All with admin consent, then run this step again.`;
	return [accepted, blocked({ target: `Seat in ${group.displayName} (Teams)` }, reason, failure)];
}

/** So few deletes share a round trip with the read that shows them; one that is refused then costs one more. */
const MOST_IN_ONE = 10;

async function removeFew(
	context: StepContext,
	members: readonly Removal[],
): Promise<Pick<Removals, 'results' | 'list'>> {
	const { id } = context.employee;
	const requests = members.map(requestOf);
	const never = () => false;
	// Most runs send nothing after this, so it is the place for the last look at sign-in.
	const signIn = readSignIn(id);
	const removed = await removeAll(context.graph, requests, listMemberships(id), never, signIn);
	noteSignIn(context, removed.behind);
	return removed;
}

function isKept(result: GraphResult | undefined): boolean {
	return result !== undefined && !result.ok && result.failure.kind !== 'notFound';
}

async function send(
	{ graph }: StepContext,
	removals: readonly Removal[],
): Promise<readonly GraphResult[]> {
	return removals.length === 0 ? [] : await graph.together(removals.map(requestOf));
}

/** When the lists first showed each removal, by index, ISO 8601 UTC; absent: not seen. */
async function goneAt(
	{ graph, employee, verifyForMs }: StepContext,
	removals: readonly Removal[],
	results: readonly GraphResult[],
	first: GraphResult | null,
): Promise<readonly (string | undefined)[]> {
	const seen: (string | undefined)[] = removals.map(() => undefined);
	const rosters = removals.flatMap(({ roster }) => roster ?? []);
	const reads = [listMemberships(employee.id), listOwned(employee.id), ...rosters];
	const look = ([memberships, owned, ...ofRosters]: readonly Listing[]): boolean => {
		removals.forEach(({ roster }, index) => {
			const listing = roster && ofRosters[rosters.indexOf(roster)];
			if (!listing?.ok || seen[index] || seatOf(listing.entries, employee.id)) return;
			seen[index] = listing.at;
		});
		for (const as of ['member', 'owner'] as const) {
			const listing = as === 'member' ? memberships : owned;
			if (!listing?.ok) continue;
			const left = new Set([...groupIdsOf(listing.entries)].map((id) => id.toLowerCase()));
			removals.forEach((removal, index) => {
				if (removal.as !== as || removal.roster || seen[index]) return;
				if (left.has(removal.group.id.toLowerCase())) return;
				seen[index] = listing.at;
			});
		}
		// Of somebody who was deleted there is nothing more to see.
		const isDeleted = memberships?.ok === false && memberships.failure.kind === 'notFound';
		return isDeleted || results.every((result, index) => seen[index] || wasRefused(result));
	};
	const [early] = first ? await wholeListings(graph, [listMemberships(employee.id)], [first]) : [];
	if (!early || !look([early])) await readUntil(graph, reads, look, verifyForMs);
	return seen;
}

function requestOf(removal: Removal): GraphRequest {
	return withAbout(removal.request, targetOf(removal));
}

function targetOf({ group, as }: Removal): Target {
	const target = as === 'owner' ? `Owner of ${describe(group)}` : describe(group);
	return { target, targetId: group.id };
}
