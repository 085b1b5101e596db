import { PERSON_KINDS, type Facets, type PeopleQuery, type PersonKind } from '../../runner';
import type { ConnectionParts } from '../connection/connection-parts';
import type { Tenant } from '../connection/tenants';
import { columnView } from '../http/columns';
import { HttpError } from '../http/http-error';
import { addressOf, columnHead, filtersOf, PEOPLE_COLUMNS, type ListState } from './list-state';
import { managersOf } from './managers';

const PAGE = 25;
/** More departments than anybody looks through; the others are found by the search. */
const MOST_DEPARTMENTS = 60;

const KIND_WORDS: Readonly<Record<PersonKind, string>> = {
	employee: 'Employees',
	disabled: 'Sign-in off',
	guest: 'Guests',
	roomOrShared: 'Rooms, shared',
};

/** Something to press that narrows the list, or that takes back what does. */
interface Chip {
	readonly word: string;
	readonly count: number | null;
	readonly href: string;
	readonly isOn: boolean;
}

/** Everything the directory's page shows. */
export async function listPage(
	{ services, syncs }: ConnectionParts,
	tenant: Tenant,
	state: ListState,
) {
	const { directory } = services.runner;
	const place = { tenantId: tenant.tenantId, group: tenant.group };
	const narrow = {
		department: state.department === '' ? null : state.department,
		onPremises: state.source === 'onprem',
		noManager: state.manager === 'none',
	};
	const [page, facets, found, lastSync] = await Promise.all([
		pageOf(services.runner.directory, { ...place, ...narrow, ...queryOf(state) }),
		directory.facets(place),
		directory.countFound(place, state.q, narrow),
		directory.lastSync(place),
	]);
	const columns = columnsOf(state, tenant);
	return {
		...{ title: 'Employees', nav: 'employees', tenant, state, page, facets, lastSync },
		columns,
		managers: await managersOf(services.runner, place, columns.shown, page.people),
		sync: syncs.state(tenant.tenantId),
		kinds: kindChips(state, facets, found),
		toggles: toggleChips(state, facets, tenant.group === null),
		departments: facets.departments.slice(0, MOST_DEPARTMENTS).map(({ name, people }) => ({
			...{ word: name, count: people, isOn: name === state.department },
			href: addressOf(state, { department: name }),
		})),
		filters: filtersOf(state, KIND_WORDS),
		heads: {
			name: columnHead(state, '', 'Name'),
			title: columnHead(state, 'department', 'Department'),
			state: columnHead(state, 'state', 'State'),
		},
		total: totalOf(state, facets, found),
		to: (changes: Partial<ListState>) => addressOf(state, changes),
	};
}

/** Graph does not say who is the manager of somebody in a group. */
function columnsOf(state: ListState, { group }: Tenant) {
	const columns = PEOPLE_COLUMNS.filter(({ key }) => group === null || key !== 'manager');
	const { after: _after, before: _before, allHref: _allHref, ...kept } = state;
	return columnView('/employees', state.columns, columns, kept, 'the name');
}

function queryOf(state: ListState): Omit<PeopleQuery, 'tenantId' | 'group'> {
	return {
		search: state.q,
		kinds: state.kind === '' ? PERSON_KINDS : [state.kind],
		order: state.by === '' ? 'name' : state.by,
		descending: state.sort === 'desc',
		after: state.after === '' ? null : state.after,
		before: state.before === '' ? null : state.before,
		limit: PAGE,
	};
}

async function pageOf(
	directory: ConnectionParts['services']['runner']['directory'],
	query: PeopleQuery,
) {
	try {
		return await directory.people(query);
	} catch (error) {
		if (error instanceof RangeError) throw new HttpError(400, 'This is no place in the list.');
		throw error;
	}
}

type Found = ReadonlyMap<PersonKind, number> | null;

function isNarrowed({ q, department, source, manager }: ListState): boolean {
	return q.trim() !== '' || department !== '' || source !== '' || manager !== '';
}

/** Counts of what is shown; where so many match that they were not counted, none. */
function kindCounts(
	state: ListState,
	{ counts }: Facets,
	found: Found,
): (kind: PersonKind) => number | null {
	if (isNarrowed(state)) return (kind) => found?.get(kind) ?? null;
	const of: Readonly<Record<PersonKind, number>> = {
		employee: counts.employees,
		disabled: counts.disabled,
		guest: counts.guests,
		roomOrShared: counts.roomsOrShared,
	};
	return (kind) => of[kind];
}

function kindChips(state: ListState, facets: Facets, found: Found): readonly Chip[] {
	const countOf = kindCounts(state, facets, found);
	const counted = PERSON_KINDS.map(countOf);
	const all = counted.every((count) => count !== null)
		? counted.reduce((total, count) => total + count, 0)
		: null;
	const kinds = (['employee', 'disabled', 'guest', 'roomOrShared'] as const).map((kind) => ({
		...{ word: KIND_WORDS[kind], count: countOf(kind), isOn: state.kind === kind },
		href: addressOf(state, { kind }),
	}));
	return [
		{ word: 'All', count: all, isOn: state.kind === '', href: addressOf(state, { kind: '' }) },
		...kinds,
	];
}

function toggleChips(state: ListState, facets: Facets, knowsManagers: boolean): readonly Chip[] {
	const chips: Chip[] = [
		{
			...{ word: 'On-prem AD', count: facets.onPremises, isOn: state.source === 'onprem' },
			href: addressOf(state, { source: state.source === '' ? 'onprem' : '' }),
		},
	];
	if (knowsManagers) {
		chips.push({
			...{ word: 'No manager', count: facets.noManager, isOn: state.manager === 'none' },
			href: addressOf(state, { manager: state.manager === '' ? 'none' : '' }),
		});
	}
	return chips.filter(({ count, isOn }) => count !== 0 || isOn);
}

function totalOf(state: ListState, facets: Facets, found: Found): number | null {
	const countOf = kindCounts(state, facets, found);
	const kinds = state.kind === '' ? PERSON_KINDS : [state.kind];
	let total = 0;
	for (const kind of kinds) {
		const count = countOf(kind);
		if (count === null) return null;
		total += count;
	}
	return total;
}
