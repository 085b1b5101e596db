import type { GraphResult } from '../shared/graph';
import { blocked, done, foundGone, fromFailure, planned, withAbout } from '../shared/step/items';
import type { ItemOutcome } from '../shared/step/outcome';
import { removeAll } from '../shared/step/removeAll';
import type { Step, StepContext, StepResult } from '../shared/step/step';
import { seenWithin } from '../shared/step/verify';
import type { GroupPlace } from './groupPlaces';
import {
	deleteAssignment,
	isSameGrant,
	listAssignments,
	showsRole,
	type HeldRole,
} from './heldRoles';
import { entryOfPlace, entryOfRole, targetOfPlace, targetOfRole } from './pimEntries';
import { removeThroughPim, tryFreshAgain } from './pimRemoval';
import { readRoles, type RolesFound } from './readRoles';
import { keptRoles } from './keptRoles';
import { lastOne, refusal } from './refusals';
import { summaryOf } from './sentences';
import { groupItem, roleGroupsLeft, shareOf } from './throughGroups';

/**
 * Step 5: takes every directory role away: direct assignments (administrative-unit and app scope included) and, where
 * Privileged Identity Management is licensed, eligible and active ones and the places in groups that PIM manages; then
 * reads the lists again. Memberships of groups that roles can be assigned to are named and end in step 8.
 *
 * Direct assignments are idempotent by id; PIM requests are create-once: read before and after. Eligibility goes before
 * activation, so that nothing can be activated again. Permissions RoleManagement.ReadWrite.Directory,
 * PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup, PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup.
 * @see https://learn.microsoft.com/graph/api/resources/rolemanagement
 */
export const removeAdminRoles: Step<object> = { key: 'removeAdminRoles', run: remove };

async function remove(context: StepContext): Promise<StepResult> {
	const found = await readRoles(context);
	const roles = [...found.eligible, ...found.active, ...found.direct];
	const { places, left } = shareOf(found);
	const items = context.dryRun
		? await plan(context, roles, places)
		: await removeFound(context, found, places);
	const ended = places.filter(({ id }) => context.dryRun || isSeenGone(items, id));
	const groups = roleGroupsLeft(found.groups, ended);
	const tally = { roles, places, items, groups, left, unread: found.unread.length };
	return {
		items: [...found.unread.map(notRead), ...groups.map(groupItem), ...left, ...items],
		summary: summaryOf(tally, context.dryRun),
	};
}

async function removeFound(
	context: StepContext,
	found: RolesFound,
	places: readonly GroupPlace[],
): Promise<readonly ItemOutcome[]> {
	const { id } = context.employee;
	const placesOf = (wanted: GroupPlace['place']) => places.filter(({ place }) => place === wanted);
	const entries = [
		...found.eligible.map((role) => entryOfRole(id, role)),
		...placesOf('eligible').map((place) => entryOfPlace(id, place)),
		...found.active.map((role) => entryOfRole(id, role)),
		...placesOf('active').map((place) => entryOfPlace(id, place)),
	];
	const asked = await removeThroughPim(context, entries);
	const direct = await removeDirect(context, found.direct);
	const items = await tryFreshAgain(context, entries, asked);
	const stayed = await removeDirect(context, whatStayed(found, items));
	return [...items, ...direct, ...stayed];
}

/** Assignments that PIM said to have ended and that are still listed: as long as they are, the role can be used. */
function whatStayed(found: RolesFound, items: readonly ItemOutcome[]): readonly HeldRole[] {
	const unseen = items.filter(({ status, verified }) => status === 'done' && !verified);
	const ended = found.active.filter(({ id }) => unseen.some(({ targetId }) => targetId === id));
	return found.behindActive.filter((role) => ended.some((other) => isSameGrant(role, other)));
}

/** A read showed it gone: right after it was taken away, or before. */
function isSeenGone(items: readonly ItemOutcome[], id: string): boolean {
	const item = items.find(({ targetId }) => targetId === id);
	return item?.status === 'skipped' || (item?.status === 'done' && item.verified);
}

async function plan(
	context: StepContext,
	roles: readonly HeldRole[],
	places: readonly GroupPlace[],
): Promise<readonly ItemOutcome[]> {
	const kept = await keptRoles(context, roles);
	return [
		...roles.map((role) =>
			kept.has(role)
				? blocked(targetOfRole(role), lastOne(role.displayName))
				: planned(targetOfRole(role), 'Would be removed.'),
		),
		...places.map((place) => planned(targetOfPlace(place), 'Would be removed.')),
	];
}

function notRead(place: RolesFound['unread'][number]): ItemOutcome {
	return fromFailure({ target: place.what }, place.failure, 'read');
}

async function removeDirect(
	context: StepContext,
	roles: readonly HeldRole[],
): Promise<readonly ItemOutcome[]> {
	if (roles.length === 0) return [];
	const { graph, employee } = context;
	const list = listAssignments(employee.id);
	const requests = roles.map((role) => withAbout(deleteAssignment(role), targetOfRole(role)));
	const { results, list: last } = await removeAll(graph, requests, list);
	const items: ItemOutcome[] = [];
	for (const [index, role] of roles.entries()) {
		const result = results[index];
		if (result) items.push(await directItem(context, role, result, last));
	}
	return items;
}

async function directItem(
	{ graph, employee, verifyForMs }: StepContext,
	role: HeldRole,
	result: GraphResult,
	last: GraphResult | null,
): Promise<ItemOutcome> {
	const list = listAssignments(employee.id);
	const target = targetOfRole(role);
	const gone = (body: unknown) => !showsRole(body, role);
	const isOpen =
		!result.ok && (result.failure.kind === 'notFound' || result.failure.mayHaveHappened);
	if (!result.ok && !isOpen) return refusal(target, role.displayName, result.failure);
	const seenAt = await seenWithin(graph, list, gone, verifyForMs, last ?? undefined);
	if (result.ok) return done(target, result, seenAt);
	const { kind, requestId, attempts } = result.failure;
	if (seenAt === null) return fromFailure(target, result.failure);
	if (kind === 'notFound') return foundGone(target, result.failure, seenAt);
	// The answer was lost, the read is as good.
	return done(target, { requestId, attempts, at: seenAt }, seenAt);
}
