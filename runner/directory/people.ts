import { sql, type ExpressionBuilder, type SqlBool } from 'kysely';
import type { Queries } from '../database/db';
import type { Schema } from '../database/schema';
import { fold, searchable } from './fold';
import {
	personOf,
	scopeOf,
	type PeopleCounts,
	type Person,
	type PersonKind,
	type Place,
} from './person';
import { nameKey, prefixRange } from './name-key';

/** Which part of a list to read. */
export interface PeopleQuery extends Place {
	/** What a display name, its last word or a user principal name begins with; case and accents do not matter. */
	readonly search?: string;
	/** Default: employees. */
	readonly kinds?: readonly PersonKind[];
	/** The `next` of the page before. */
	readonly after?: string | null;
	/** 1 to 500; default 50. */
	readonly limit?: number;
}

/** Some people by name, and where the next ones begin; null at the end. */
export interface PeoplePage {
	readonly people: readonly Person[];
	readonly next: string | null;
}

/**
 * Reads people a page at a time, by kind and then by name. A page costs the same wherever it is.
 *
 * @throws RangeError for an `after` that is not from here
 */
export async function listPeople(db: Queries, query: PeopleQuery): Promise<PeoplePage> {
	const limit = Math.min(Math.max(Math.trunc(query.limit ?? 50), 1), 500);
	const kinds = query.kinds ?? ['employee'];
	if (kinds.length === 0) return { people: [], next: null };
	const text = fold(query.search ?? '');
	let rows = db
		.selectFrom('directory_person')
		.selectAll()
		.where('tenant_id', '=', query.tenantId)
		.where('scope', '=', scopeOf(query))
		.where('removed_at', 'is', null)
		.where(isFound(query, kinds, text));
	if (query.after) rows = rows.where(comesAfter(query.after));
	const found = await rows
		.orderBy('name_key')
		.orderBy('object_id')
		.limit(limit + 1)
		.execute();
	const shown = found.slice(0, limit);
	const last = found.length > limit ? shown.at(-1) : undefined;
	return {
		people: shown.map(personOf),
		next: last ? `${last.name_key}.${Buffer.from(last.object_id).toString('hex')}` : null,
	};
}

type People = ExpressionBuilder<Schema, 'directory_person'>;

/** Somebody of these kinds whose name, its last word or whose principal name begins with the text. */
function isFound(place: Place, kinds: readonly PersonKind[], text: string) {
	const pattern = `${searchable(text).replace(/[\\%_]/g, '\\$&')}%`;
	return (row: People) => {
		const isIn = (key: string) => {
			const [from, to] = prefixRange(key);
			return row.and([row('name_key', '>=', from), row('name_key', '<', to)]);
		};
		const begins = (column: 'last_word' | 'principal') =>
			sql<SqlBool>`${row.ref(column)} like ${pattern} escape '\\'`;
		return row.or(
			kinds.map((kind) => {
				const all = isIn(nameKey(place, kind, ''));
				if (text === '') return all;
				const named = isIn(nameKey(place, kind, text));
				return row.and([all, row.or([named, begins('last_word'), begins('principal')])]);
			}),
		);
	};
}

function comesAfter(cursor: string) {
	const [, name, hex] = /^([0-9kmptvx]+)\.((?:[0-9a-f]{2})+)$/.exec(cursor) ?? [];
	if (name === undefined || hex === undefined) throw new RangeError('This is no place in a list.');
	const id = Buffer.from(hex, 'hex').toString('utf8');
	return (row: People) =>
		row.or([
			row('name_key', '>', name),
			row.and([row('name_key', '=', name), row('object_id', '>', id)]),
		]);
}

/** One person of a list, also one who was taken out of it lately; null when there is none of that object id. */
export async function readPerson(db: Queries, place: Place, id: string): Promise<Person | null> {
	const row = await db
		.selectFrom('directory_person')
		.selectAll()
		.where('tenant_id', '=', place.tenantId)
		.where('scope', '=', scopeOf(place))
		.where('object_id', '=', id.toLowerCase())
		.executeTakeFirst();
	return row ? personOf(row) : null;
}

/** How many people of each kind a list has. */
export async function countPeople(db: Queries, place: Place): Promise<PeopleCounts> {
	const rows = await db
		.selectFrom('directory_person')
		.select(({ fn }) => ['kind', fn.countAll().as('people')])
		.where('tenant_id', '=', place.tenantId)
		.where('scope', '=', scopeOf(place))
		.groupBy('kind')
		.execute();
	const of = (kind: PersonKind): number =>
		Number(rows.find((row) => row.kind === kind)?.people ?? 0);
	const [employees, guests, disabled, roomsOrShared] = [
		of('employee'),
		of('guest'),
		of('disabled'),
		of('roomOrShared'),
	];
	const total = employees + guests + disabled + roomsOrShared;
	return { employees, guests, disabled, roomsOrShared, total };
}
