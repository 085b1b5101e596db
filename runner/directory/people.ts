import { sql, type ExpressionBuilder, type RawBuilder, type SqlBool } from 'kysely';
import type { Queries } from '../database/db';
import type { DirectoryPersonRow } from '../database/directory-schema';
import type { Schema } from '../database/schema';
import { hasWords, termsOf, type Narrowing, type Term } from './found-by';
import { cursorOf, placeIn, type Cursor } from './list-cursor';
import { before, kindKey, orderKey, type ListOrder, type OrderKey } from './list-order';
import { prefixRange } from './name-key';
import {
	PERSON_KINDS,
	personOf,
	scopeOf,
	type Person,
	type PersonKind,
	type Place,
} from './person';
import { howMany, isFound, isFoundByIndex, wordIndex } from './word-index';

/** Which part of a list to read. */
export interface PeopleQuery extends Place, Partial<Narrowing> {
	/** Words that a name, address, department or title has, or their beginnings; case and accents do not matter. */
	readonly search?: string;
	/** Default: employees. */
	readonly kinds?: readonly PersonKind[];
	/** Default: by name. */
	readonly order?: ListOrder;
	/** From Z to A. */
	readonly descending?: boolean;
	/** The `next` of the page before. */
	readonly after?: string | null;
	/** The `previous` of the page after. Only one of the two. */
	readonly before?: string | null;
	/** 1 to 500; default 50. */
	readonly limit?: number;
}

/** Some people in their order, and where the next ones and those before begin; null at the ends. */
export interface PeoplePage {
	readonly people: readonly Person[];
	readonly next: string | null;
	readonly previous: string | null;
}

/** More than these are not sorted: they are met soon enough on the way through the names. */
const MOST_SORTED = 2_000;

/**
 * Reads people a page at a time. A page costs the same wherever it is.
 *
 * @throws RangeError for an `after` or `before` that is not from here
 */
export async function listPeople(db: Queries, query: PeopleQuery): Promise<PeoplePage> {
	const limit = Math.min(Math.max(Math.trunc(query.limit ?? 50), 1), 500);
	const kinds = query.kinds ?? ['employee'];
	const isBackwards = Boolean(query.before);
	const from = query.before ?? query.after;
	const cursor = from ? placeIn(from) : null;
	const { search = '' } = query;
	if (kinds.length === 0 || (search.trim() !== '' && !hasWords(search))) return NOBODY;
	const wanted: Wanted = {
		...{ query, kinds, cursor, limit: limit + 1, order: orderKey(query.order ?? 'name') },
		terms: termsOf(query, search, {
			department: query.department ?? null,
			onPremises: query.onPremises ?? false,
			noManager: query.noManager ?? false,
		}),
		isDown: (query.descending ?? false) !== isBackwards,
	};
	const found = await read(db, wanted);
	const hasMore = found.length > limit;
	const shown = found.slice(0, limit);
	if (isBackwards) shown.reverse();
	const [first, last] = [shown[0], shown.at(-1)];
	return {
		people: shown.map(personOf),
		next: last && (isBackwards || hasMore) ? cursorOf(last, wanted.order) : null,
		previous:
			first && (isBackwards ? hasMore : cursor !== null) ? cursorOf(first, wanted.order) : null,
	};
}

const NOBODY: PeoplePage = { people: [], next: null, previous: null };

interface Wanted {
	readonly query: PeopleQuery;
	readonly kinds: readonly PersonKind[];
	readonly terms: readonly Term[];
	readonly cursor: Cursor | null;
	readonly order: OrderKey;
	readonly isDown: boolean;
	readonly limit: number;
}

type Row = DirectoryPersonRow;

async function read(db: Queries, wanted: Wanted): Promise<Row[]> {
	const { terms } = wanted;
	const isFew = terms.length > 0 && (await howMany(db, terms, MOST_SORTED + 1)) <= MOST_SORTED;
	return isFew ? await sorted(db, wanted) : await walked(db, wanted);
}

/** Whoever the words lead to, put into order. */
async function sorted(db: Queries, wanted: Wanted): Promise<Row[]> {
	const { terms, kinds, limit, order } = wanted;
	const by = sortedPart(order, sql.ref(`p.${order.column}`));
	const { rows } = await sql<Row>`
		select p.* from ${wordIndex(db)} where ${isFoundByIndex(db, terms)} and ${isIn(wanted)}
			and p.kind in (${sql.join(kinds)}) ${comesNext(wanted, by)}
		order by ${by} ${direction(wanted)}, p.object_id ${direction(wanted)}
		limit ${limit}`.execute(db);
	return rows;
}

/** Along the keys, one kind beside the other, as far as the page goes. */
async function walked(db: Queries, wanted: Wanted): Promise<Row[]> {
	const { query, kinds, terms, limit, order } = wanted;
	const key = sql.ref(`p.${order.column}`);
	const roads = kinds.map((kind) => {
		const [from, to] = prefixRange(kindKey(query, kind));
		return sql`select * from (
			select p.* from directory_person as p
			where ${key} >= ${from} and ${key} < ${to} and ${isIn(wanted)} and ${isFound(terms)}
				${startsAt(wanted, before(query, kind, order))}
			order by ${key} ${direction(wanted)}, p.object_id ${direction(wanted)} limit ${limit}
		) as road`;
	});
	const by = sortedPart(order, sql.ref(order.column));
	const { rows } = await sql<Row>`
		select * from (${sql.join(roads, sql` union all `)}) as found
		order by ${by} ${direction(wanted)}, object_id ${direction(wanted)}
		limit ${limit}`.execute(db);
	return rows;
}

const direction = ({ isDown }: Wanted) => (isDown ? sql`desc` : sql`asc`);

/** The part of a key that people are sorted by. */
const sortedPart = ({ startsAt }: OrderKey, key: RawBuilder<unknown>) =>
	sql`substr(${key}, ${sql.lit(startsAt + 1)})`;

/**
 * The tenant is asked of each row. As expressions, so that no database takes the index of tenant and id for it: that
 * one leads to everybody of a tenant, in no order.
 */
const isIn = ({ query }: Wanted) =>
	sql<SqlBool>`p.tenant_id || '' = ${query.tenantId} and p.scope || '' = ${scopeOf(query)} and p.removed_at is null`;

function comesNext({ cursor, isDown }: Wanted, by: RawBuilder<unknown>) {
	if (!cursor) return sql``;
	const beyond = isDown ? sql`<` : sql`>`;
	return sql`and (${by} ${beyond} ${cursor.name}
		or (${by} = ${cursor.name} and p.object_id ${beyond} ${cursor.id}))`;
}

/** The same on the keys themselves, so that the index leads there. */
function startsAt({ cursor, isDown, order }: Wanted, start: string) {
	if (!cursor) return sql``;
	const [column, key] = [sql.ref(`p.${order.column}`), `${start}${cursor.name}`];
	return isDown
		? sql`and ${column} <= ${key} and (${column} < ${key} or p.object_id < ${cursor.id})`
		: sql`and ${column} >= ${key} and (${column} > ${key} or p.object_id > ${cursor.id})`;
}

/** One person of a list, also one who was taken out of it lately; null when there is none of that object id. */
export async function readPerson(db: Queries, place: Place, id: string): Promise<Person | null> {
	const row = await db
		.selectFrom('directory_person')
		.selectAll()
		.where(isOf(place))
		.where('object_id', '=', id.toLowerCase())
		.executeTakeFirst();
	return row ? personOf(row) : null;
}

const isOf = (place: Place) => (row: ExpressionBuilder<Schema, 'directory_person'>) =>
	row.and([row('tenant_id', '=', place.tenantId), row('scope', '=', scopeOf(place))]);

/** How many a list has of each kind that the terms of a query lead to, at most so many in all. */
export async function countFound(
	db: Queries,
	place: Place,
	search: string,
	narrow: Narrowing,
): Promise<ReadonlyMap<PersonKind, number> | null> {
	const terms = termsOf(place, search, narrow);
	if (terms.length === 0 || (await howMany(db, terms, MOST_SORTED + 1)) > MOST_SORTED) return null;
	const { rows } = await sql<{ kind: string; people: number | string }>`
		select p.kind, count(*) as people from ${wordIndex(db)}
		where ${isFoundByIndex(db, terms)} and p.tenant_id = ${place.tenantId}
			and p.scope = ${scopeOf(place)} and p.removed_at is null
		group by p.kind`.execute(db);
	return new Map(
		PERSON_KINDS.map((kind) => [kind, Number(rows.find((row) => row.kind === kind)?.people ?? 0)]),
	);
}
