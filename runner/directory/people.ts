import { sql, type ExpressionBuilder, type RawBuilder, type SqlBool } from 'kysely';
import type { Queries } from '../database/db';
import type { DirectoryPersonRow } from '../database/directory-schema';
import type { Schema } from '../database/schema';
import { hasWords, termsOf, type Narrowing, type Term } from './found-by';
import { cursorOf, placeIn, type Cursor } from './list-cursor';
import { nameKey, NAME_STARTS_AT, prefixRange } from './name-key';
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
	/** From Z to A. */
	readonly descending?: boolean;
	/** The `next` of the page before. */
	readonly after?: string | null;
	/** The `previous` of the page after. Only one of the two. */
	readonly before?: string | null;
	/** 1 to 500; default 50. */
	readonly limit?: number;
}

/** Some people by name, and where the next ones and those before begin; null at the ends. */
export interface PeoplePage {
	readonly people: readonly Person[];
	readonly next: string | null;
	readonly previous: string | null;
}

/** More than these are not sorted: they are met soon enough on the way through the names. */
const MOST_SORTED = 2_000;

/**
 * Reads people a page at a time, by name. A page costs the same wherever it is.
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
		...{ query, kinds, cursor, limit: limit + 1 },
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
		next: last && (isBackwards || hasMore) ? cursorOf(last) : null,
		previous: first && (isBackwards ? hasMore : cursor !== null) ? cursorOf(first) : null,
	};
}

const NOBODY: PeoplePage = { people: [], next: null, previous: null };

interface Wanted {
	readonly query: PeopleQuery;
	readonly kinds: readonly PersonKind[];
	readonly terms: readonly Term[];
	readonly cursor: Cursor | null;
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
	const { terms, kinds, limit } = wanted;
	const { rows } = await sql<Row>`
		select p.* from ${wordIndex(db)} where ${isFoundByIndex(db, terms)} and ${isIn(wanted)}
			and p.kind in (${sql.join(kinds)}) ${comesNext(wanted, sql.ref('p.name_key'))}
		order by ${nameOf(sql.ref('p.name_key'))} ${direction(wanted)}, p.object_id ${direction(wanted)}
		limit ${limit}`.execute(db);
	return rows;
}

/** Along the names, one kind beside the other, as far as the page goes. */
async function walked(db: Queries, wanted: Wanted): Promise<Row[]> {
	const { query, kinds, terms, limit } = wanted;
	const roads = kinds.map((kind) => {
		const [from, to] = prefixRange(nameKey(query, kind, ''));
		return sql`select * from (
			select p.* from directory_person as p
			where p.name_key >= ${from} and p.name_key < ${to} and ${isIn(wanted)} and ${isFound(terms)}
				${startsAt(wanted, nameKey(query, kind, ''))}
			order by p.name_key ${direction(wanted)}, p.object_id ${direction(wanted)} limit ${limit}
		) as road`;
	});
	const { rows } = await sql<Row>`
		select * from (${sql.join(roads, sql` union all `)}) as found
		order by ${nameOf(sql.ref('name_key'))} ${direction(wanted)}, object_id ${direction(wanted)}
		limit ${limit}`.execute(db);
	return rows;
}

const direction = ({ isDown }: Wanted) => (isDown ? sql`desc` : sql`asc`);

/** The part of a key that is the name. */
const nameOf = (key: RawBuilder<unknown>) => sql`substr(${key}, ${sql.lit(NAME_STARTS_AT + 1)})`;

/**
 * The tenant is asked of each row. As expressions, so that no database takes the index of tenant and id for it: that
 * one leads to everybody of a tenant, in no order.
 */
const isIn = ({ query }: Wanted) =>
	sql<SqlBool>`p.tenant_id || '' = ${query.tenantId} and p.scope || '' = ${scopeOf(query)} and p.removed_at is null`;

function comesNext({ cursor, isDown }: Wanted, key: RawBuilder<unknown>) {
	if (!cursor) return sql``;
	const beyond = isDown ? sql`<` : sql`>`;
	return sql`and (${nameOf(key)} ${beyond} ${cursor.name}
		or (${nameOf(key)} = ${cursor.name} and p.object_id ${beyond} ${cursor.id}))`;
}

/** The same on the keys themselves, so that the index leads there. */
function startsAt({ cursor, isDown }: Wanted, kindKey: string) {
	if (!cursor) return sql``;
	const key = `${kindKey}${cursor.name}`;
	return isDown
		? sql`and p.name_key <= ${key} and (p.name_key < ${key} or p.object_id < ${cursor.id})`
		: sql`and p.name_key >= ${key} and (p.name_key > ${key} or p.object_id > ${cursor.id})`;
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
