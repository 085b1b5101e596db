import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { graphPath, type GraphRequest } from '../../../../nodes/shared/graph';
import { startScriptedGraph, type ScriptedGraph } from '../../../harness/scriptedGraph';

const list: GraphRequest = {
	method: 'GET',
	path: graphPath`/users/${'a'}/memberOf`,
	query: { $select: 'id' },
	headers: { ConsistencyLevel: 'eventual' },
	effect: 'read',
	permissions: [],
};

let server: ScriptedGraph;
let other: ScriptedGraph;
beforeEach(async () => {
	[server, other] = [await startScriptedGraph(), await startScriptedGraph()];
});
afterEach(async () => {
	await Promise.all([server.close(), other.close()]);
});

const page = (id: number, next?: string) => ({
	body: { value: [{ id }], ...(next === undefined ? {} : { '@odata.nextLink': next }) },
});

describe('a list of several pages', () => {
	test('is followed to its end, with the headers of the first request', async () => {
		const next = (mark: string) =>
			`${server.url}/v1.0/users/a/memberOf?$select=id&$skiptoken=${mark}`;
		server.answer(page(1, next('x%2Fy==')), page(2, next('z')), page(3));
		expect(await server.graph.list(list)).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
		expect(server.requests.map(({ url }) => url)).toEqual([
			'/v1.0/users/a/memberOf?$select=id',
			'/v1.0/users/a/memberOf?$select=id&$skiptoken=x%2Fy==',
			'/v1.0/users/a/memberOf?$select=id&$skiptoken=z',
		]);
		expect(server.requests.every(({ headers }) => headers['consistencylevel'] === 'eventual')).toBe(
			true,
		);
	});

	test('may begin with a page that came in a batch', async () => {
		server.answer(page(2));
		const first = page(1, `${server.url}/v1.0/users/a/memberOf?$skiptoken=x`).body;
		expect(await server.graph.list(list, first)).toEqual([{ id: 1 }, { id: 2 }]);
		expect(server.requests).toHaveLength(1);
	});

	test('goes on behind an empty page', async () => {
		server.answer(
			{
				body: { value: [], '@odata.nextLink': `${server.url}/v1.0/users/a/memberOf?$skiptoken=x` },
			},
			page(2),
		);
		expect(await server.graph.list(list)).toEqual([{ id: 2 }]);
	});

	test('keeps a link as it is, even one that carries an address', async () => {
		const next = `${server.url}/v1.0/users/a/memberOf?$skiptoken=https://x.example/y`;
		server.answer(page(1, next), page(2));
		expect(await server.graph.list(list)).toHaveLength(2);
		expect(decodeURIComponent(server.requests[1]?.url ?? '')).toBe(
			'/v1.0/users/a/memberOf?$skiptoken=https://x.example/y',
		);
	});

	test.each([[{}], [{ value: null }], [{ value: {} }], [{ error: { code: 'x' } }], [[]], ['text']])(
		'without a list of members is not an empty list: %j',
		async (body) => {
			const answer = { body: JSON.stringify(body) };
			server.answer(answer, answer, answer);
			await expect(server.graph.list(list)).rejects.toMatchObject({
				name: 'GraphFailure',
				code: 'UnusableAnswer',
			});
		},
	);

	test('that breaks in the middle is not a shorter list', async () => {
		server.answer(page(1, `${server.url}/v1.0/users/a/memberOf?$skiptoken=x`), { status: 404 });
		await expect(server.graph.list(list)).rejects.toMatchObject({ kind: 'notFound' });
	});
});

describe('a next page that must not be followed', () => {
	const links: readonly (readonly [string, (own: string, foreign: string) => string])[] = [
		['another host', (_, foreign) => `${foreign}/v1.0/users?$skiptoken=x`],
		['a look-alike host', (own) => `${own}.evil.example/v1.0/users`],
		['our host as a user', (own, foreign) => `${own}@${new URL(foreign).host}/v1.0/users`],
		['our host as a path', (own, foreign) => `${foreign}/${own}/v1.0/users`],
		['another port', (own, foreign) => own.replace(/\d+$/, new URL(foreign).port) + '/v1.0/users'],
		['another scheme', (own) => `${own.replace('http:', 'https:')}/v1.0/users`],
		['another version', (own) => `${own}/beta/users`],
		['out of the version', (own) => `${own}/v1.0/../../t/oauth2/v2.0/token`],
		['out of the version, encoded', (own) => `${own}/v1.0/%2e%2e/t/oauth2/v2.0/token`],
		['a path only', () => '/v1.0/users?$skiptoken=x'],
		['two slashes', (_, foreign) => `//${new URL(foreign).host}/v1.0/users`],
		['no address at all', () => 'javascript:alert(1)'],
		['backslashes', (own, foreign) => `${own}\\@${new URL(foreign).host}/v1.0/users`],
	];

	test.each(links)('%s', async (_, link) => {
		server.answer(page(1, link(server.url, other.url)));
		await expect(server.graph.list(list)).rejects.toMatchObject({ code: 'UnusableNextLink' });
		await expect(server.graph.page(list, link(server.url, other.url))).rejects.toMatchObject({
			code: 'UnusableNextLink',
		});
		expect([other.requests, other.logins].flat()).toEqual([]);
		expect(server.requests).toHaveLength(1);
	});

	test('pages that lead in a circle', async () => {
		const next = (mark: string) => `${server.url}/v1.0/users/a/memberOf?$skiptoken=${mark}`;
		server.answer(page(1, next('a')), page(2, next('b')), page(3, next('a')));
		await expect(server.graph.list(list)).rejects.toMatchObject({
			code: 'UnusableNextLink',
			message: expect.stringContaining('circle') as string,
		});
		expect(server.requests).toHaveLength(3);
	});
});
