import {
	fieldsOf,
	flagOf,
	GraphFailure,
	textOf,
	typeOf,
	type Fields,
	type GraphClient,
	type GraphRequest,
	type GraphResult,
	sameId,
} from '../graph';
import {
	listEligibleFor,
	listEligibleIn,
	listMembers,
	listPeopleIn,
	readState,
} from './roleRequests';

/** A person who holds a role, or may take it. */
export interface RoleHolder {
	readonly id: string;
	readonly displayName: string;
}

/** Who holds a role of the whole tenant. */
export interface Holders {
	/** The leaver does, directly or through a group. */
	readonly leaver: boolean;
	/** Others who do and whose account is on. */
	readonly others: readonly RoleHolder[];
	/** Ids of the groups that hold it. */
	readonly groupIds: readonly string[];
}

/**
 * Who holds a role: people directly, and the members of every group that holds it, through nested groups too. An app
 * can't take a person's place.
 *
 * @param roleId of the activated directory role, not of its template
 * @throws GraphFailure when one of the lists can't be read to its end
 * @see https://learn.microsoft.com/graph/api/directoryrole-list-members
 */
export async function holdersOf(
	graph: GraphClient,
	roleId: string,
	employeeId: string,
): Promise<Holders> {
	const members = await graph.list(listMembers(roleId));
	const groupIds = idsOf(members.filter((member) => typeOf(member) === 'group'));
	const behind = await everyPage(graph, groupIds.map(listPeopleIn));
	const people = [...members, ...behind].filter((member) => typeOf(member) === 'user');
	const others = people.filter((person) => !isSame(person, employeeId));
	return {
		leaver: others.length < people.length,
		others: await enabledAmong(graph, others),
		groupIds,
	};
}

/**
 * Other people whose account is on and who may take a role at any time: eligible for it themselves, through
 * a group, or for a place in a group that holds it. A list that can't be read names nobody.
 *
 * @param groupIds of the groups that hold it
 */
export async function eligibleFor(
	graph: GraphClient,
	templateId: string,
	groupIds: readonly string[],
	employeeId: string,
): Promise<readonly RoleHolder[]> {
	const schedules = await everyPage(
		graph,
		[listEligibleFor(templateId), ...groupIds.map(listEligibleIn)],
		'leaveOut',
	);
	const owners = schedules.filter((one) => textOf(one, 'accessId')?.toLowerCase() === 'owner');
	const ids = schedules.flatMap((one) =>
		owners.includes(one) ? [] : (textOf(one, 'principalId') ?? []),
	);
	const distinct = [...new Set(ids.map((id) => id.toLowerCase()))];
	if (distinct.length === 0) return [];
	// The list does not say what a principal is.
	const found = await graph.together(distinct.map(readState));
	const noPeople = distinct.filter((_, index) => found[index]?.ok !== true);
	const people = [
		...found.flatMap((result) => (result.ok ? [fieldsOf(result.body)] : [])),
		...(await everyPage(graph, noPeople.map(listPeopleIn), 'leaveOut')),
	];
	const others = people.filter((person) => !isSame(person, employeeId));
	return await enabledAmong(graph, others);
}

/** Those whose account is on, each once; asked for only where the list does not say it of anybody. */
async function enabledAmong(
	graph: GraphClient,
	people: readonly Fields[],
): Promise<readonly RoleHolder[]> {
	const known = holdersIn(people);
	if (known.length > 0) return known;
	const open = idsOf(people.filter((person) => flagOf(person, 'accountEnabled') === null));
	if (open.length === 0) return [];
	const results = await graph.together(open.map(readState));
	return holdersIn(results.map(orNobody).filter((person) => person !== null));
}

function holdersIn(people: readonly Fields[]): readonly RoleHolder[] {
	const holders = new Map<string, RoleHolder>();
	for (const person of people) {
		const id = textOf(person, 'id');
		if (id === null || flagOf(person, 'accountEnabled') !== true) continue;
		holders.set(id.toLowerCase(), { id, displayName: textOf(person, 'displayName') ?? id });
	}
	return [...holders.values()];
}

/** Somebody who was deleted since is nobody. */
function orNobody(result: GraphResult): Fields | null {
	if (result.ok) return fieldsOf(result.body);
	if (result.failure.kind === 'notFound') return null;
	throw result.failure;
}

/** Several lists as one, their first pages in one round trip. */
async function everyPage(
	graph: GraphClient,
	requests: readonly GraphRequest[],
	unreadable: 'throw' | 'leaveOut' = 'throw',
): Promise<readonly Fields[]> {
	const first = requests.length === 0 ? [] : await graph.together(requests);
	const entries: Fields[] = [];
	for (const [index, request] of requests.entries()) {
		const result = first[index];
		try {
			if (result?.ok === false) throw result.failure;
			entries.push(...(await graph.list(request, result?.body)));
		} catch (error) {
			if (!(error instanceof GraphFailure)) throw error;
			if (unreadable === 'throw' && error.kind !== 'notFound') throw error;
		}
	}
	return entries;
}

function isSame(person: Fields, id: string): boolean {
	return sameId(textOf(person, 'id'), id);
}

function idsOf(objects: readonly Fields[]): readonly string[] {
	return [...new Set(objects.flatMap((object) => textOf(object, 'id') ?? []))];
}
