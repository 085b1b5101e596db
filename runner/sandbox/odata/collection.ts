import { createHash } from 'node:crypto';
import type { Answer } from '../http/answer';
import { ok } from '../http/answer';
import type { Call } from '../http/call';
import { badRequest } from '../http/graph-error';
import { type FilterRules, parseFilter, textAt } from './filter';
import { type EntityType, project } from './project';
import { searchPredicate } from './search';

/** How a collection is filtered, ordered and cut into pages. */
export interface CollectionShape {
	readonly entity: EntityType;
	/** What stands after `$metadata#`. */
	readonly context: string;
	readonly filter?: FilterRules;
	readonly searchable?: readonly string[];
	readonly orderable?: readonly string[];
	/** Rows of a page when `$top` doesn't say; Graph's own number for the collection. */
	readonly pageSize: number;
	/** What `$expand` adds to a row. */
	readonly expand?: (item: object) => Record<string, unknown>;
}

/**
 * Answers a list: filter, search, order, count, page and select, in that order.
 * Pages are followed by `@odata.nextLink` with an opaque `$skiptoken`.
 * @throws GraphError 400 for a clause that isn't understood or a token that isn't one of ours.
 */
export function collection(call: Call, items: readonly object[], shape: CollectionShape): Answer {
	advancedQueryCheck(call);
	const matching = ordered(call, narrowed(call, items, shape), shape);
	const size = call.query.top ?? shape.pageSize;
	const from = readSkipToken(call);
	const page = matching.slice(from, from + size);
	const more = from + size < matching.length;
	return ok({
		'@odata.context': `${call.baseUrl}/${call.version}/$metadata#${shape.context}`,
		...(call.query.count ? { '@odata.count': matching.length } : {}),
		...(more ? { '@odata.nextLink': nextLink(call, from + size) } : {}),
		value: page.map((item) => ({
			...project(item, shape.entity, call.query.select),
			...shape.expand?.(item),
		})),
	});
}

function narrowed(call: Call, items: readonly object[], shape: CollectionShape): object[] {
	const { filter, search } = call.query;
	let matching = [...items];
	if (filter !== null) {
		if (!shape.filter) throw badRequest('$filter is not supported here.', 'BadRequest');
		matching = matching.filter(parseFilter(filter, shape.filter));
	}
	if (search !== null) {
		matching = matching.filter(searchPredicate(search, shape.searchable ?? []));
	}
	return matching;
}

function ordered(call: Call, items: object[], shape: CollectionShape): object[] {
	const { orderBy } = call.query;
	if (orderBy === null) return items;
	const [name = '', direction = 'asc', ...rest] = orderBy.trim().split(/\s+/);
	if (!shape.orderable?.includes(name) || !/^(asc|desc)$/.test(direction) || rest.length > 0) {
		throw badRequest(`Sorting by '${orderBy}' is not supported.`, 'Request_UnsupportedQuery');
	}
	const sign = direction === 'asc' ? 1 : -1;
	return items.sort((a, b) => sign * textAt(a, name).localeCompare(textAt(b, name), 'en'));
}

/** Search, and a filter together with an order, are answered only by the eventually consistent index. */
function advancedQueryCheck(call: Call): void {
	const { search, filter, orderBy, count, skipToken } = call.query;
	const eventual = call.headers['consistencylevel']?.toLowerCase() === 'eventual';
	const directory = /^\/(users|groups|devices)\b/.test(call.path);
	const both = filter !== null && orderBy !== null;
	if (!directory || (search === null && !both && !count)) return;
	if (!eventual) {
		throw badRequest(
			'Request with $search, $count or sorted $filter query parameter only works through MSGraph with a ' +
				"special request header: 'ConsistencyLevel: eventual'",
			'Request_UnsupportedQuery',
		);
	}
	if (both && !count && skipToken === null) {
		throw badRequest('Sorting not supported for current query.', 'Request_UnsupportedQuery');
	}
}

/** The query without its token: a token belongs to the query that made it. */
function fingerprint(call: Call): string {
	const options = [...call.query.sent].filter(([name]) => name !== '$skiptoken').sort();
	const text = JSON.stringify([call.path.toLowerCase(), options]);
	return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

function nextLink(call: Call, from: number): string {
	const token = Buffer.from(`${fingerprint(call)}.${from}`).toString('base64url');
	const options = [...call.query.sent].filter(([name]) => name !== '$skiptoken');
	const query = [...options, ['$skiptoken', token] as const]
		.map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
		.join('&');
	const path = call.path.split('/').map(encodeURIComponent).join('/').replaceAll('%24', '$');
	return `${call.baseUrl}/${call.version}${path}?${query}`;
}

function readSkipToken(call: Call): number {
	const token = call.query.skipToken;
	if (token === null) return 0;
	const [print, from] = Buffer.from(token, 'base64url').toString('utf8').split('.');
	if (print !== fingerprint(call) || from === undefined || !/^\d+$/.test(from)) {
		throw badRequest(
			'The specified page token value is invalid or expired.',
			'Directory_ExpiredPageToken',
		);
	}
	return Number(from);
}
