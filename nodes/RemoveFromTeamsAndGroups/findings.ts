import type { GraphRequest } from '../shared/graph';
import { heldGroupsOf, listMemberships, listOwned } from '../shared/holdings/groups';
import { blocked, skipped } from '../shared/step/items';
import type { HeldGroup } from '../shared/step/offboarding';
import type { ItemOutcome } from '../shared/step/outcome';
import type { StepContext } from '../shared/step/step';
import { heldChannels, type Channels } from './channels';
import { describe, whyNotRemovable } from './kinds';
import { listJoinedTeams, notAsked, rosterOnly } from './joinedTeams';
import { listTogether, type Listing } from './listing';
import { sortOwned, type Ownerships } from './ownerships';
import { listOwners } from './requests';
import { listChannels, listSeats } from './seats';

/** Everything that is known before the first write. */
export interface Findings {
	/** Every group the person is in or owns. */
	readonly groups: readonly HeldGroup[];
	/** Those of them that Graph can change something about. */
	readonly open: readonly HeldGroup[];
	/** One item for each that it can't. */
	readonly fixed: readonly ItemOutcome[];
	readonly owned: Ownerships;
	readonly channels: Channels;
	/** The leaver's entries in teams, by group id. */
	readonly seats: ReadonlyMap<string, Listing>;
}

/** What was found, and what is still being asked. */
export interface Found {
	readonly findings: Findings;
	/**
	 * Teams that only Teams shows the person in; null where they are in `findings` already. Where nothing else has to be
	 * read before the groups can be left, Teams is asked while they are.
	 */
	readonly late: Promise<Findings> | null;
}

/**
 * Reads what hangs on the groups: owners, team entries and channels in one round trip, channel members in another; one
 * more where Teams shows the person in a team without a place in its group.
 */
export async function findingsOf(context: StepContext): Promise<Found> {
	const { groups, joined } = await groupsOf(context);
	const asked = joined === null ? [listJoinedTeams(context.employee.id)] : [];
	if (joined === null && groups.every(isPlain)) {
		const { findings } = await whatHangsOn(context, groups, []);
		const late = listTogether(context.graph, asked).then(([own]) => teamsOf(context, own, groups));
		// Whoever awaits it is told; a step that ends before must not end the process.
		late.catch(() => undefined);
		return { findings, late };
	}
	const known = await whatHangsOn(context, groups, asked);
	const onlyInTeams = await teamsOf(context, joined ?? known.more[0], groups);
	return { findings: both(known.findings, onlyInTeams), late: null };
}

/** Nothing hangs on it that is read before it can be left. */
const isPlain = ({ kind, owned }: HeldGroup): boolean =>
	kind !== 'team' && kind !== 'dynamic' && !owned;

/** What hangs on the teams that Teams alone shows the person in. */
async function teamsOf(
	context: StepContext,
	listing: Listing | undefined,
	groups: readonly HeldGroup[],
): Promise<Findings> {
	if (!listing) throw new Error('The teams of the person were not read.');
	const { findings } = await whatHangsOn(context, rosterOnly(listing, groups), []);
	return { ...findings, fixed: [...findings.fixed, ...notAsked(listing)] };
}

function both(a: Findings, b: Findings): Findings {
	return {
		groups: [...a.groups, ...b.groups],
		open: [...a.open, ...b.open],
		fixed: [...a.fixed, ...b.fixed],
		owned: a.owned,
		channels: {
			held: [...a.channels.held, ...b.channels.held],
			unread: [...a.channels.unread, ...b.channels.unread],
			kept: new Set([...a.channels.kept, ...b.channels.kept]),
		},
		seats: new Map([...a.seats, ...b.seats]),
	};
}

async function whatHangsOn(
	context: StepContext,
	groups: readonly HeldGroup[],
	beside: readonly GraphRequest[],
): Promise<{ readonly findings: Findings; readonly more: readonly Listing[] }> {
	const { graph, employee } = context;
	const open = groups.flatMap(changeable);
	const owned = open.filter((group) => group.owned);
	const teams = open.filter((group) => group.kind === 'team');
	// Whether a group whose members follow a rule carries a team, only Teams can say.
	const withChannels = groups.filter(
		({ kind, onPremisesSyncEnabled }) =>
			kind === 'team' || (kind === 'dynamic' && !onPremisesSyncEnabled),
	);
	const listings = await listTogether(graph, [
		...owned.map(({ id }) => listOwners(id)),
		...teams.map(({ id }) => listSeats({ teamId: id, channelId: null }, employee.id)),
		...withChannels.map(({ id }) => listChannels(id)),
		...beside,
	]);
	const ofTeams = listings.slice(owned.length, owned.length + teams.length);
	const ofChannels = listings.slice(owned.length + teams.length, listings.length - beside.length);
	const findings = {
		groups,
		open,
		fixed: groups.flatMap(unremovable),
		owned: sortOwned(context, owned, listings),
		channels: await heldChannels(context, withChannels, ofChannels),
		seats: new Map(
			teams.flatMap(({ id }, index) => {
				const listing = ofTeams[index];
				return listing ? [[id, listing] as const] : [];
			}),
		),
	};
	return { findings, more: listings.slice(listings.length - beside.length) };
}

/** `joined` is null where it was not asked for, because it can be asked along with what hangs on the groups. */
async function groupsOf({ graph, employee, holdings, dryRun }: StepContext): Promise<{
	readonly groups: readonly HeldGroup[];
	readonly joined: Listing | null;
}> {
	// An empty list from the look-up is old by now, and "nothing to do" must be true at this moment.
	if (holdings?.groups?.length && !dryRun) return { groups: holdings.groups, joined: null };
	const [memberships, owned, joined] = await listTogether(graph, [
		listMemberships(employee.id),
		listOwned(employee.id),
		listJoinedTeams(employee.id),
	]);
	if (!memberships?.ok) throw memberships?.failure ?? new Error('The memberships were not read.');
	if (!owned?.ok) throw owned?.failure ?? new Error('What is owned was not read.');
	const groups = heldGroupsOf(memberships.entries, owned.entries);
	return { groups, joined: joined ?? null };
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
	return [item({ target: describe(group), targetId: group.id }, why.reason)];
}
