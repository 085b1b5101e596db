import { sql } from 'kysely';
import type { Queries } from '../database/db';
import { fold } from './fold';
import { scopeOf, type PeopleCounts, type PersonKind, type Place } from './person';

/** What there is to narrow a list to, and how many of each. */
export interface Facets {
	readonly counts: PeopleCounts;
	/** The largest first. */
	readonly departments: readonly { readonly name: string; readonly people: number }[];
	readonly onPremises: number;
	readonly noManager: number;
}

interface Group {
	readonly kind: string;
	readonly department: string | null;
	readonly on_premises: number | null;
	readonly unmanaged: number;
	readonly people: number | string;
}

/** Counts a list in one look at everybody. */
export async function readFacets(db: Queries, place: Place): Promise<Facets> {
	const { rows } = await sql<Group>`
		select kind, department, on_premises_sync_enabled as on_premises,
			case when manager_id is null then 1 else 0 end as unmanaged, count(*) as people
		from directory_person
		where tenant_id = ${place.tenantId} and scope = ${scopeOf(place)} and removed_at is null
		group by 1, 2, 3, 4`.execute(db);
	const sum = (which: (group: Group) => boolean): number =>
		rows.filter(which).reduce((total, { people }) => total + Number(people), 0);
	return {
		counts: countsOf((kind) => sum((group) => group.kind === kind)),
		departments: departmentsOf(rows),
		onPremises: sum((group) => group.on_premises === 1),
		noManager: sum((group) => group.unmanaged === 1),
	};
}

function countsOf(of: (kind: PersonKind) => number): PeopleCounts {
	const employees = of('employee');
	const guests = of('guest');
	const disabled = of('disabled');
	const roomsOrShared = of('roomOrShared');
	const total = employees + guests + disabled + roomsOrShared;
	return { employees, guests, disabled, roomsOrShared, total };
}

/** Written in capitals or not, it is the same department; it is called as most people's is. */
function departmentsOf(rows: readonly Group[]): Facets['departments'] {
	const names = new Map<string, Map<string, number>>();
	for (const { department, people } of rows) {
		if (department === null || fold(department) === '') continue;
		const spellings = names.get(fold(department)) ?? new Map<string, number>();
		spellings.set(department, (spellings.get(department) ?? 0) + Number(people));
		names.set(fold(department), spellings);
	}
	return [...names.values()]
		.map((spellings) => {
			const [[name] = ['']] = [...spellings].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
			return { name, people: [...spellings.values()].reduce((total, one) => total + one, 0) };
		})
		.sort((a, b) => b.people - a.people || (a.name < b.name ? -1 : 1));
}
