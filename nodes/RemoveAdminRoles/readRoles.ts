import {
	GraphFailure,
	isCode,
	textOf,
	fieldsOf,
	type Fields,
	type GraphClient,
	type GraphRequest,
	type GraphResult,
} from '../shared/graph';
import { heldGroupsOf, listMemberships, listOwned } from '../shared/holdings/groups';
import { readPresence } from '../shared/step/deletedMeanwhile';
import type { HeldGroup } from '../shared/step/offboarding';
import type { StepContext } from '../shared/step/step';
import {
	listActivePlaces,
	listEligiblePlaces,
	placesIn,
	readGroupName,
	type GroupPlace,
} from './groupPlaces';
import {
	comesWithGroup,
	isOfPim,
	isSameGrant,
	listActive,
	listAssignments,
	listEligible,
	rolesIn,
	type HeldRole,
} from './heldRoles';

/** Every role of a person, every place that may hold one, and the lists that could not be read. */
export interface RolesFound {
	readonly direct: readonly HeldRole[];
	readonly eligible: readonly HeldRole[];
	readonly active: readonly HeldRole[];
	/** The direct assignments behind the active ones: they go with them. */
	readonly behindActive: readonly HeldRole[];
	/** What PIM shows at the person although a group holds it. */
	readonly withGroup: readonly HeldRole[];
	readonly eligiblePlaces: readonly GroupPlace[];
	readonly activePlaces: readonly GroupPlace[];
	/** Every group the person is in or owns. */
	readonly groups: readonly HeldGroup[];
	readonly unread: readonly { readonly what: string; readonly failure: GraphFailure }[];
}

interface List {
	readonly what: string;
	readonly request: GraphRequest;
	/** Does this refusal say that the tenant has no such thing at all? */
	readonly isAbsent: (failure: GraphFailure) => boolean;
}

/** Reads all lists in one round trip; the groups only where the look-up did not bring them. */
export async function readRoles(context: StepContext): Promise<RolesFound> {
	const { graph, employee } = context;
	const known = context.holdings?.groups ?? null;
	const lists = listsOf(employee.id, known === null);
	// None of the lists says whether the account is still there: without it they are as empty as without roles.
	const presence = readPresence(employee.id);
	const results = await graph.together([...lists.map(({ request }) => request), presence]);
	const unread: { what: string; failure: GraphFailure }[] = [];
	const entries: (readonly Fields[])[] = [];
	for (const [index, list] of lists.entries()) {
		const read = await everyPage(graph, list, results[index]);
		if (read instanceof GraphFailure) unread.push({ what: list.what, failure: read });
		entries.push(read instanceof GraphFailure ? [] : read);
	}
	const [assignments = [], eligibility = [], schedules = []] = entries;
	const [, , , placesEligible = [], placesActive = [], memberships = [], owned = []] = entries;
	const groups = known ?? heldGroupsOf(memberships, owned);
	const named = await namesOf(graph, groups, [
		...placesIn('eligible', placesEligible.filter(isOwn), employee.id),
		...placesIn('active', placesActive.filter(isOwn), employee.id),
	]);
	return {
		...rolesOf(employee.id, assignments, eligibility, schedules),
		eligiblePlaces: named.filter(({ place }) => place === 'eligible'),
		activePlaces: named.filter(({ place }) => place === 'active'),
		groups,
		unread,
	};
}

function listsOf(id: string, withGroups: boolean): readonly List[] {
	const never = () => false;
	const lists: List[] = [
		{ what: 'Direct role assignments', request: listAssignments(id), isAbsent: never },
		{ what: 'Eligible roles (PIM)', request: listEligible(id), isAbsent: hasNoPim },
		{ what: 'Active roles (PIM)', request: listActive(id), isAbsent: hasNoPim },
		{
			what: 'Eligible places in groups (PIM)',
			request: listEligiblePlaces(id),
			isAbsent: hasNoPimForGroups,
		},
		{
			what: 'Active places in groups (PIM)',
			request: listActivePlaces(id),
			isAbsent: hasNoPimForGroups,
		},
	];
	const groups: readonly List[] = [
		{
			what: 'Groups that roles can be held through',
			request: listMemberships(id),
			isAbsent: never,
		},
		{ what: 'Owned groups', request: listOwned(id), isAbsent: never },
	];
	return withGroups ? [...lists, ...groups] : lists;
}

function rolesOf(
	principalId: string,
	assignments: readonly Fields[],
	eligibility: readonly Fields[],
	schedules: readonly Fields[],
): Pick<RolesFound, 'direct' | 'behindActive' | 'eligible' | 'active' | 'withGroup'> {
	const active = rolesIn('active', schedules.filter(isOwn).filter(isOfPim), principalId);
	const assigned = rolesIn('direct', assignments, principalId);
	const isBehind = (role: HeldRole) => active.some((other) => isSameGrant(role, other));
	return {
		// What PIM activated shows as a direct assignment too; it is taken away through PIM.
		direct: assigned.filter((role) => !isBehind(role)),
		behindActive: assigned.filter(isBehind),
		eligible: rolesIn('eligible', eligibility.filter(isOwn), principalId),
		active,
		withGroup: [
			...rolesIn('eligible', eligibility.filter(comesWithGroup), principalId),
			...rolesIn('active', schedules.filter(comesWithGroup), principalId),
		],
	};
}

function isOwn(fields: Fields): boolean {
	return !comesWithGroup(fields);
}

/** A tenant without the licence has no such roles: nothing is missing then. */
function hasNoPim({ code, status, graphMessage }: GraphFailure): boolean {
	if (isCode(code, 'AadPremiumLicenseRequired')) return true;
	const unknown = /resource not found for the segment/i.test(graphMessage ?? '');
	return unknown && (status === 400 || status === 404);
}

function hasNoPimForGroups(failure: GraphFailure): boolean {
	return hasNoPim(failure) || failure.status === 404;
}

async function everyPage(
	graph: GraphClient,
	{ request, isAbsent }: List,
	first: GraphResult | undefined,
): Promise<readonly Fields[] | GraphFailure> {
	if (!first) throw new Error('A batch came back short.');
	if (!first.ok) return isAbsent(first.failure) ? [] : first.failure;
	try {
		return await graph.list(request, first.body);
	} catch (error) {
		// A page that can't be read leaves this list open, not the others.
		if (error instanceof GraphFailure) return error;
		throw error;
	}
}

/** Names are for people: a group whose name can't be read is shown by its id. */
async function namesOf(
	graph: GraphClient,
	groups: readonly HeldGroup[],
	places: readonly GroupPlace[],
): Promise<readonly GroupPlace[]> {
	const names = new Map(groups.map(({ id, displayName }) => [id, displayName]));
	const ids = [...new Set(places.map(({ groupId }) => groupId))].filter((id) => !names.has(id));
	const results = ids.length > 0 ? await graph.together(ids.map(readGroupName)) : [];
	for (const [index, id] of ids.entries()) {
		const result = results[index];
		const name = result?.ok ? textOf(fieldsOf(result.body), 'displayName') : null;
		if (name !== null) names.set(id, name);
	}
	return places.map((place) => ({
		...place,
		groupName: names.get(place.groupId) ?? place.groupName,
	}));
}
