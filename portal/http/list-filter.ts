import { columnsIn, type Column, type Read } from './columns';
import { lineOf } from './typed-line';

/** What the address of a list narrows it to. All of it is in the address, so that a page can be sent to a colleague. */
export interface ListFilter {
	/** Looked for, as one line; empty: nothing. */
	readonly q: string;
	/** The key of what is shown; empty: what is shown without being asked for. */
	readonly show: string;
	/** Id of one of the tenants of the organisation; empty: all. */
	readonly tenant: string;
	/** Which columns beside the first; empty: the usual ones. */
	readonly columns: string;
}

/** Something a list can be narrowed to, and how many there are; null: not counted. */
export interface ListKind {
	readonly key: string;
	readonly word: string;
	readonly count: number | string | null;
}

/** The filter of an address. Whatever is not understood narrows nothing. */
export function listFilter(
	read: Read,
	keys: readonly string[],
	tenants: readonly { readonly tenantId: string }[],
	columns: readonly Column[] = [],
): ListFilter {
	const one = (name: string, values: readonly string[]) =>
		values.find((value) => value === read(name)) ?? '';
	return {
		q: lineOf(read('q')),
		show: one('show', keys),
		tenant: one(
			'tenant',
			tenants.map(({ tenantId }) => tenantId),
		),
		columns: columnsIn(read, columns),
	};
}

/** What the bar above a list and the pages below it are drawn from. */
export interface ListParts {
	readonly path: string;
	/** The address of the whole list. */
	readonly allHref: string;
	readonly filter: ListFilter;
	readonly kinds: readonly ListKind[];
	/** What the search looks through, in words. */
	readonly searched: string;
	/** How many are on this page. */
	readonly shown: number;
	/** Where the next page begins; null: there is none. */
	readonly next: string | null;
	/** Whether this is not the first page. */
	readonly isLater: boolean;
	/** What the first page and the next one are called. */
	readonly words: { readonly first: string; readonly next: string };
}

/** The same with the addresses that a view links to. */
export function listView(parts: ListParts) {
	const { path, allHref, filter, next } = parts;
	const to = (changes: Partial<ListFilter> & { readonly after?: string } = {}) =>
		addressWith(path, { ...filter, ...changes }, allHref);
	return {
		...parts,
		kinds: parts.kinds.map((kind) => ({ ...kind, href: to({ show: kind.key }) })),
		isNarrowed: filter.q !== '' || filter.tenant !== '' || filter.show !== '',
		firstHref: to(),
		nextHref: next === null ? null : to({ after: next }),
		/** The same search among everything. */
		anyKindHref: to({ show: '' }),
	};
}

/** An address with the fields that say anything. @param bare what it is where none does */
export function addressWith(
	path: string,
	fields: Readonly<Record<string, string>>,
	bare: string = path,
): string {
	const said = Object.entries(fields).filter(([, value]) => value !== '');
	return said.length === 0 ? bare : `${path}?${new URLSearchParams(said).toString()}`;
}
