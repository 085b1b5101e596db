import { describe, expect, test } from 'vitest';
import { graphPath, odataText } from '../../../../nodes/shared/graph';
import { addressOf } from '../../../../nodes/shared/graph/request';
import { startScriptedGraph } from '../../../harness/scriptedGraph';

describe('a part of a path', () => {
	test.each([
		['guest_contoso.com#EXT#@my.example', 'guest_contoso.com%23EXT%23%40my.example'],
		['a/b', 'a%2Fb'],
		['a?b=c&d', 'a%3Fb%3Dc%26d'],
		['../users', '..%2Fusers'],
		['a%2Fb', 'a%252Fb'],
		['ä ß', '%C3%A4%20%C3%9F'],
		["O'Brien", "O'Brien"],
		['https://evil.example/', 'https%3A%2F%2Fevil.example%2F'],
		['a\\b', 'a%5Cb'],
	])('%s is one segment', (part, encoded) => {
		expect(graphPath`/users/${part}/manager`).toBe(`/users/${encoded}/manager`);
	});

	test.each(['', '.', '..', 'a\u0000', 'a\nb', '\u007f'])('%j is refused', (part) => {
		expect(() => graphPath`/users/${part}`).toThrow(RangeError);
	});

	test('half a surrogate pair is refused as well', () => {
		expect(() => graphPath`/users/${'\ud800'}`).toThrow();
	});
});

describe('a text in a filter', () => {
	test.each([
		['plain', "'plain'"],
		["O'Brien", "'O''Brien'"],
		["' or 1 eq 1 or '", "''' or 1 eq 1 or '''"],
		["''", "''''''"],
	])('%s', (value, literal) => {
		expect(odataText(value)).toBe(literal);
	});

	test('arrives as it was meant', async () => {
		const server = await startScriptedGraph({ body: { value: [] } });
		const filter = `mail eq ${odataText("o'b&$top=1#x+y@z.example")}`;
		await server.graph.send({
			method: 'GET',
			path: graphPath`/users`,
			query: { $filter: filter, $select: 'id,mail' },
			effect: 'read',
			permissions: [],
		});
		const { searchParams } = new URL(`${server.url}${server.requests[0]?.url ?? ''}`);
		expect(Object.fromEntries(searchParams)).toEqual({ $filter: filter, $select: 'id,mail' });
		await server.close();
	});
});

test('an address has no query when there is nothing to ask', () => {
	const request = { method: 'GET', effect: 'read', permissions: [] } as const;
	expect(addressOf({ ...request, path: graphPath`/me`, query: {} })).toBe('/me');
	expect(addressOf({ ...request, path: graphPath`/me`, query: { a: ' b' } })).toBe('/me?a=%20b');
});
