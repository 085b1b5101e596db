import { fieldsOf, type GraphResult } from '../shared/graph';
import { heldGroupOf, readGroup } from '../shared/holdings/groups';
import type { HeldGroup } from '../shared/step/offboarding';
import type { StepOutcome } from '../shared/step/outcome';
import { DONE_BEFORE, sentBefore, type UndoContext } from '../shared/undo/undoContext';
import { notUndone, said, undone, type UndoItem } from '../shared/undo/undoItem';
import { whyNotRemovable } from './kinds';
import { listTogether, type Listing } from './listing';
import { BY_HAND, isIn, join, licenceOf, listsOf, requestsOf, type Place } from './rejoinGroups';
import { backInChannels } from './undoChannels';
import { partsOf, type LostPlace } from './undoParts';

const PRIVILEGED =
	'Admin roles can be assigned to this group, so nobody is put back by itself. Whoever may decide about such roles adds the person in the Entra admin center (Groups, Members).';
const GONE =
	'The group is not there any more. A Microsoft 365 group can be restored for 30 days in the Entra admin center (Groups, Deleted groups); then undo once more.';

/**
 * Puts the person back into the groups, teams, private and shared channels that the offboarding took them out of, and
 * makes them an owner again where it had taken that. Looks first: whoever is in already is not added twice. Groups that
 * carry admin roles are named, never joined.
 *
 * Effect class idempotent by group; a seat in a team or channel is create-once. Permissions GroupMember.ReadWrite.All,
 * Group.ReadWrite.All (owners), TeamMember.ReadWrite.All, ChannelMember.ReadWrite.All.
 *
 * @param did what the second half of step 8 came to, in each run, the first one first
 * @param held the groups as the look-ups found them
 * @see https://learn.microsoft.com/graph/api/group-post-members
 */
export async function undoGroups(
	context: UndoContext,
	did: readonly StepOutcome[],
	held: readonly HeldGroup[],
): Promise<readonly UndoItem[]> {
	const { places, seats, settled } = partsOf(did, held);
	const groups = places.length === 0 ? [] : await backInGroups(context, places);
	const channels = seats.length === 0 ? [] : await backInChannels(context, seats);
	const items = [...groups, ...channels, ...settled];
	if (items.length > 0) return items;
	const target = { step: 'removeFromTeams', what: 'Teams and groups', targetId: null } as const;
	return [said(target, 'nothing', 'The offboarding took the person out of no team or group.')];
}

async function backInGroups(
	context: UndoContext,
	places: readonly LostPlace[],
): Promise<readonly UndoItem[]> {
	const { graph, employee, dryRun } = context;
	const [memberships, owned] = await listTogether(graph, listsOf(employee.id));
	if (!memberships || !owned) throw new Error('A batch of reads came back short.');
	const ids = [...new Set(places.map(({ target }) => target.targetId))];
	const answers = await graph.together(ids.map(readGroup));
	const now = new Map(ids.map((id, at) => [id, answers[at]] as const));
	const items = new Map<LostPlace, UndoItem>();
	const open: Place[] = [];
	for (const lost of places) {
		const listing = lost.as === 'owner' ? owned : memberships;
		const found = look(context, lost, listing, now.get(lost.target.targetId));
		if ('group' in found) open.push(found);
		else items.set(lost, found);
	}
	if (dryRun) {
		for (const { group, ...lost } of open) {
			const place = places.find(({ target }) => target === lost.target);
			if (place) items.set(place, said(lost.target, 'planned', wouldBe(lost, group)));
		}
	} else if (open.length > 0) {
		for (const [target, item] of await join(context, open)) {
			const place = places.find((one) => one.target === target);
			if (place) items.set(place, item);
		}
	}
	return places.flatMap((place) => items.get(place) ?? []);
}

/** How a place stands now: settled, or to be given back. */
function look(
	context: UndoContext,
	lost: LostPlace,
	listing: Listing,
	now: GraphResult | undefined,
): UndoItem | Place {
	const { target } = lost;
	if (!now) throw new Error('A batch of reads came back short.');
	if (!now.ok && now.failure.kind === 'notFound') {
		return said(target, 'cannot', GONE, now.failure.requestId);
	}
	if (!now.ok) return notUndone(target, now.failure, 'read', BY_HAND);
	if (!listing.ok) return notUndone(target, listing.failure, 'read', BY_HAND);
	const group = heldGroupOf(fieldsOf(now.body), {
		member: lost.as === 'member',
		owned: lost.as === 'owner',
	});
	if (!group) return said(target, 'failed', `The group could not be read. ${BY_HAND}`);
	const place = { ...lost, group };
	if (isIn(listing, group.id)) {
		const ours = requestsOf(context, place)
			.map((request) => sentBefore(context, request))
			.find((effect) => effect !== null);
		return ours
			? undone(target, { requestId: ours.requestId, at: ours.at }, listing.at, DONE_BEFORE)
			: said(
					target,
					'alreadySo',
					`The person is ${lost.as === 'owner' ? 'an owner' : 'in it'} already.`,
				);
	}
	if (group.isAssignableToRole) return said(target, 'cannot', PRIVILEGED);
	const why = lost.as === 'owner' && group.kind === 'dynamic' ? null : whyNotRemovable(group);
	if (why === null) return place;
	return said(
		target,
		'cannot',
		'Microsoft Graph can not change this group any more: it is synced, mail-enabled or follows a rule by now. Put the person back where it is kept.',
	);
}

function wouldBe({ as }: LostPlace, group: HeldGroup): string {
	const act = as === 'owner' ? 'Would be made an owner again.' : 'Would be put back in.';
	return `${act}${licenceOf(group)}`;
}
