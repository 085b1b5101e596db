import { LIST_ORDERS, PERSON_KINDS, type ListOrder, type PersonKind } from '../../runner';
import { columnsIn, type Column, type Read } from '../http/columns';
import { addressWith } from '../http/list-filter';

/** What a list of people shows: all of it is in the address, so that a page can be sent to a colleague. */
export interface ListState {
	readonly q: string;
	/** Empty: everybody. */
	readonly kind: PersonKind | '';
	readonly department: string;
	readonly source: 'onprem' | '';
	readonly manager: 'none' | '';
	/** Empty: by name. */
	readonly by: ListOrder | '';
	readonly sort: 'desc' | '';
	/** Which columns beside the name; empty: the usual ones. */
	readonly columns: string;
	readonly after: string;
	readonly before: string;
	/** The address of the whole list. */
	readonly allHref: string;
}

/** What a list can say of people beside their name. */
export const PEOPLE_COLUMNS: readonly Column[] = [
	{ key: 'title', word: 'Title', isUsual: true },
	{ key: 'mail', word: 'Mail', isUsual: false },
	{ key: 'manager', word: 'Manager', isUsual: false },
	{ key: 'kind', word: 'Kind', isUsual: false },
	{ key: 'account', word: 'Account', isUsual: true },
	{ key: 'state', word: 'State', isUsual: true },
	{ key: 'id', word: 'Object id', isUsual: false },
];

const PATH = '/employees';
const LONGEST = 200;
const BUT_NAME = LIST_ORDERS.filter((order) => order !== 'name');

/** The state of an address. What it does not understand it leaves out. */
export function stateOf(read: Read, allHref = PATH): ListState {
	const text = (name: string) => read(name).slice(0, LONGEST);
	const one = <T extends string>(name: string, values: readonly T[]): T | '' =>
		values.find((value) => value === read(name)) ?? '';
	return {
		q: text('q'),
		kind: one('kind', PERSON_KINDS),
		department: text('department').trim(),
		source: one('source', ['onprem']),
		manager: one('manager', ['none']),
		by: one('by', BUT_NAME),
		sort: one('sort', ['desc']),
		columns: columnsIn(read, PEOPLE_COLUMNS),
		after: read('after'),
		before: read('before'),
		allHref,
	};
}

/** The address of a list that is like this one but for some things. It begins at its first page. */
export function addressOf(state: ListState, changes: Partial<ListState> = {}): string {
	const { allHref, ...fields } = { ...state, after: '', before: '', ...changes };
	return addressWith(PATH, fields, allHref);
}

/** What stands at the head of a column that the list can be sorted by. */
export interface ColumnHead {
	readonly word: string;
	readonly href: string;
	/** How it is sorted by this column now; null: by another one. */
	readonly sorted: 'ascending' | 'descending' | null;
}

/** The head of a column: pressed once it sorts by it, and once more the other way round. */
export function columnHead(state: ListState, by: ListState['by'], word: string): ColumnHead {
	const isOn = state.by === by;
	const isDown = state.sort === 'desc';
	const sort = isOn && !isDown ? 'desc' : '';
	const sorted = isOn ? (isDown ? 'descending' : 'ascending') : null;
	return { word, href: addressOf(state, { by, sort }), sorted };
}

/** What narrows a list, each with its words and the address without it. */
export function filtersOf(
	state: ListState,
	kindWords: Readonly<Record<PersonKind, string>>,
): readonly { readonly says: string; readonly without: string }[] {
	const filters: { says: string; without: string }[] = [];
	const add = (says: string, changes: Partial<ListState>) =>
		filters.push({ says, without: addressOf(state, changes) });
	if (state.q.trim() !== '') add(`Search: ${state.q.trim()}`, { q: '' });
	if (state.kind !== '') add(kindWords[state.kind], { kind: '' });
	if (state.department !== '') add(`Department: ${state.department}`, { department: '' });
	if (state.source !== '') add('On-prem AD', { source: '' });
	if (state.manager !== '') add('No manager', { manager: '' });
	return filters;
}
