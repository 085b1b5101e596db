import type { DirectoryPersonRow } from '../database/directory-schema';
import { fold, sortKey } from './fold';
import { markOf, NAME_STARTS_AT, nameKey, NO_MORE } from './name-key';
import type { PersonKind, Place } from './person';

/** What a list can be sorted by. `state`: employees, guests, sign-in off, rooms; within each by name. */
export type ListOrder = 'name' | 'department' | 'state';

export const LIST_ORDERS: readonly ListOrder[] = ['name', 'department', 'state'];

/** How an order is kept: a column that an index leads through, and where in it what is sorted by begins. */
export interface OrderKey {
	readonly column: 'name_key' | 'department_key';
	readonly startsAt: number;
}

const KEYS: Readonly<Record<ListOrder, OrderKey>> = {
	name: { column: 'name_key', startsAt: NAME_STARTS_AT },
	department: { column: 'department_key', startsAt: NAME_STARTS_AT },
	// The digit of the kind comes right before the name.
	state: { column: 'name_key', startsAt: NAME_STARTS_AT - 1 },
};

export const orderKey = (order: ListOrder): OrderKey => KEYS[order];

/** The part of a row's key that it is sorted by. */
export const sortedBy = (row: DirectoryPersonRow, { column, startsAt }: OrderKey): string =>
	row[column].slice(startsAt);

/** As many characters of a department decide where it stands. */
const LONGEST_DEPARTMENT = 24;
/** No byte of a text is 0 or 255: these stand before and behind every one. */
const END = sortKey('\u0000', 1);
const LAST = NO_MORE;

/** The key of a department: its list, the kind of person, the department, then the name. Whoever has none is last. */
export function departmentKey(
	place: Place,
	kind: PersonKind,
	department: string | null,
	nameKeyOfThem: string,
): string {
	const folded = fold(department ?? '');
	const key = folded === '' ? LAST : sortKey(folded, LONGEST_DEPARTMENT);
	return nameKey(place, kind, '') + key + END + nameKeyOfThem.slice(NAME_STARTS_AT);
}

/** Where the keys of a kind begin in a list, in each of its orders. */
export const kindKey = (place: Place, kind: PersonKind): string => nameKey(place, kind, '');

/** What a list's keys begin with before that by which an order sorts. */
export const before = (place: Place, kind: PersonKind, { startsAt }: OrderKey): string =>
	startsAt === NAME_STARTS_AT ? kindKey(place, kind) : markOf(place);
