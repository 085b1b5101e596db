import type { GraphResult } from '../shared/graph';
import { heldGroupsOf, listMemberships, listOwned } from '../shared/holdings/groups';
import { count } from '../shared/step/counting';
import { blocked, planned, skipped, type Target } from '../shared/step/items';
import type { HeldGroup } from '../shared/step/offboarding';
import type { ItemOutcome } from '../shared/step/outcome';
import type { Step, StepContext, StepResult } from '../shared/step/step';
import { describe, whyNotRemovable } from './kinds';
import { handOver, type Handover } from './owners';
import { removalsOf, removeFromGroups } from './removals';
import { findTeamMember, listOwners } from './requests';

const NOTHING = 'Nothing to do: member and owner of no team or group.';

/**
 * Step 8, second half: passes ownership on, then takes the person out of teams and groups, and reads the lists back.
 * Groups that Graph can't change are reported with the reason, never counted as left.
 *
 * Effect class idempotent by group. Permissions GroupMember.ReadWrite.All, Group.ReadWrite.All (owners),
 * TeamMember.ReadWrite.All (teams), RoleManagement.ReadWrite.Directory (role-assignable groups).
 * @see https://learn.microsoft.com/graph/api/group-delete-members
 */
export const removeFromTeams: Step<object> = { key: 'removeFromTeams', run: remove };

async function remove(context: StepContext): Promise<StepResult> {
	const groups = await groupsOf(context);
	if (groups.length === 0) return { items: [], summary: NOTHING };
	const fixed = groups.flatMap(unremovable);
	const open = groups.flatMap(changeable);
	if (context.dryRun) return plan(open, fixed);

	const { owners, members } = await readDetails(context, open);
	const owned = open.filter((group) => group.owned);
	const handover = await handOver(context, owned, owners);
	const removals = open.flatMap((group, index) =>
		removalsOf(context.employee.id, group, mayGo(group, handover), members[index]),
	);
	const removed = removals.length > 0 ? await removeFromGroups(context, removals) : [];
	const items = [...handover.items, ...removed, ...fixed];
	return { items, summary: sentence(groups, items) };
}

function mayGo(group: HeldGroup, handover: Handover): boolean {
	return handover.free.some((free) => free.id === group.id);
}

async function groupsOf({
	graph,
	employee,
	holdings,
	dryRun,
}: StepContext): Promise<readonly HeldGroup[]> {
	if (holdings?.groups && !dryRun) return holdings.groups;
	const requests = [listMemberships(employee.id), listOwned(employee.id)] as const;
	const [memberships, owned] = await graph.together(requests);
	if (!memberships?.ok) throw memberships?.failure ?? new Error('The memberships were not read.');
	if (!owned?.ok) throw owned?.failure ?? new Error('What is owned was not read.');
	return heldGroupsOf(
		await graph.list(requests[0], memberships.body),
		await graph.list(requests[1], owned.body),
	);
}

/** Owners of what is owned and the membership ids of teams, in one round trip; none where neither is needed. */
async function readDetails(
	{ graph, employee }: StepContext,
	groups: readonly HeldGroup[],
): Promise<{
	readonly owners: readonly (GraphResult | undefined)[];
	readonly members: readonly (GraphResult | undefined)[];
}> {
	const owned = groups.filter((group) => group.owned);
	const teams = groups.filter((group) => group.kind === 'team' && group.member);
	const requests = [
		...owned.map((group) => listOwners(group.id)),
		...teams.map((group) => findTeamMember(group.id, employee.id)),
	];
	const results = requests.length > 0 ? await graph.together(requests) : [];
	const ofTeams = results.slice(owned.length);
	return {
		owners: results.slice(0, owned.length),
		members: groups.map((group) => ofTeams[teams.indexOf(group)]),
	};
}

/** What Graph can change about a group: of a dynamic one the owners only. */
function changeable(group: HeldGroup): readonly HeldGroup[] {
	if (whyNotRemovable(group) === null) return [group];
	const ownersOnly = group.kind === 'dynamic' && group.owned && !group.onPremisesSyncEnabled;
	return ownersOnly ? [{ ...group, member: false }] : [];
}

function unremovable(group: HeldGroup): readonly ItemOutcome[] {
	const why = whyNotRemovable(group);
	if (why === null || (changeable(group).length > 0 && !group.member)) return [];
	const item = why.status === 'blocked' ? blocked : skipped;
	return [item(targetOf(group), why.reason)];
}

function plan(open: readonly HeldGroup[], fixed: readonly ItemOutcome[]): StepResult {
	const items = open.map((group) =>
		planned(
			targetOf(group),
			group.owned
				? 'Ownership would be passed on where the person is the last owner, then given up.'
				: 'Would be left.',
		),
	);
	return {
		items: [...items, ...fixed],
		summary: `${count(open.length, 'team or group', 'teams and groups')} would be left.`,
	};
}

function sentence(groups: readonly HeldGroup[], items: readonly ItemOutcome[]): string {
	const staying = new Set(
		items
			.filter((item) => item.status !== 'done' && !(item.reason ?? '').startsWith('Was gone'))
			.map((item) => item.targetId),
	);
	const left = groups.filter((group) => !staying.has(group.id)).length;
	const of = left === groups.length ? '' : ` of ${groups.length}`;
	return `Left ${left}${of} ${groups.length === 1 ? 'team or group' : 'teams and groups'}.`;
}

function targetOf(group: HeldGroup): Target {
	return { target: describe(group), targetId: group.id };
}
