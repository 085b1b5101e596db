import { fieldsOf, listOf, textOf, type GraphRequest, type GraphResult } from '../shared/graph';
import { groupIdsOf, listMemberships, listOwned } from '../shared/holdings/groups';
import { alreadyDone, done, fromFailure, type Target } from '../shared/step/items';
import type { HeldGroup } from '../shared/step/offboarding';
import type { ItemOutcome } from '../shared/step/outcome';
import { removeAll } from '../shared/step/removeAll';
import type { StepContext } from '../shared/step/step';
import { seenWithin } from '../shared/step/verify';
import { describe } from './kinds';
import { removeMember, removeOwner, removeTeamMember } from './requests';

/** One delete: which group it is about, and in what capacity the leaver goes. */
interface Removal {
	readonly group: HeldGroup;
	readonly as: 'member' | 'owner';
	readonly request: GraphRequest;
}

/** What is to be deleted for a group. Owners go before members: Graph may give an owner the membership back. */
export function removalsOf(
	employeeId: string,
	group: HeldGroup,
	ownerMayGo: boolean,
	teamMember: GraphResult | undefined,
): readonly Removal[] {
	const removals: Removal[] = [];
	if (group.owned && ownerMayGo) {
		removals.push({ group, as: 'owner', request: removeOwner(group, employeeId) });
	}
	if (!group.member || (group.owned && !ownerMayGo)) return removals;
	const membershipId = teamMember?.ok ? membershipIn(teamMember.body, employeeId) : null;
	const request =
		membershipId === null
			? removeMember(group, employeeId)
			: removeTeamMember(group.id, membershipId);
	return [...removals, { group, as: 'member', request }];
}

/** Sends the deletes and reads both lists back. One item each. */
export async function removeFromGroups(
	context: StepContext,
	removals: readonly Removal[],
): Promise<readonly ItemOutcome[]> {
	const { graph, employee } = context;
	const memberships = listMemberships(employee.id);
	const { results, list } = await removeAll(
		graph,
		removals.map((removal) => removal.request),
		memberships,
	);
	const owned = removals.some((removal) => removal.as === 'owner')
		? await graph.attempt(listOwned(employee.id))
		: undefined;
	const items: ItemOutcome[] = [];
	for (const [index, removal] of removals.entries()) {
		const result = results[index];
		const last = removal.as === 'owner' ? owned : (list ?? undefined);
		if (result) items.push(await itemOf(context, removal, result, last));
	}
	return items;
}

async function itemOf(
	{ graph, employee, verifyForMs }: StepContext,
	removal: Removal,
	result: GraphResult,
	last: GraphResult | undefined,
): Promise<ItemOutcome> {
	const target = targetOf(removal);
	if (!result.ok && result.failure.kind !== 'notFound') return fromFailure(target, result.failure);
	const read = removal.as === 'owner' ? listOwned(employee.id) : listMemberships(employee.id);
	const gone = (body: unknown) =>
		// A list that goes on over the page proves nothing about what it does not show.
		textOf(fieldsOf(body), '@odata.nextLink') === null &&
		!groupIdsOf(listOf(fieldsOf(body), 'value')).has(removal.group.id);
	const seenAt = await seenWithin(graph, read, gone, verifyForMs, last);
	if (result.ok) return done(target, result, seenAt);
	return seenAt === null
		? fromFailure(target, result.failure)
		: alreadyDone(target, 'Was gone already.', result.failure.requestId);
}

/** Looked for by user id although the list was filtered by it: a filter that is not honoured must cost nobody a team. */
function membershipIn(body: unknown, employeeId: string): string | null {
	const mine = listOf(fieldsOf(body), 'value').find(
		(member) => textOf(member, 'userId') === employeeId,
	);
	return mine ? textOf(mine, 'id') : null;
}

function targetOf({ group, as }: Removal): Target {
	const target = as === 'owner' ? `Owner of ${describe(group)}` : describe(group);
	return { target, targetId: group.id };
}
