import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { graphPath, type GraphRequest } from '../../../../nodes/shared/graph';
import { isDone } from '../../../../nodes/shared/graph/expected';
import type { Expected } from '../../../../nodes/shared/graph/request';
import {
	member,
	membersOf,
	startScriptedGraph,
	type ScriptedAnswer,
	type ScriptedGraph,
	type SeenRequest,
} from '../../../harness/scriptedGraph';

const PAGE = '<html>Sign in to the proxy</html>';
/** As a member of a `$batch` carries what is not JSON. */
const BASE64 = Buffer.from(PAGE).toString('base64');

let server: ScriptedGraph;
beforeEach(async () => {
	server = await startScriptedGraph();
});
afterEach(async () => {
	await server.close();
});

const remove: GraphRequest = {
	method: 'DELETE',
	path: graphPath`/things/1`,
	effect: 'idempotent',
	permissions: [],
};
const read: GraphRequest = {
	method: 'GET',
	path: graphPath`/things`,
	effect: 'read',
	permissions: [],
};

function ask(expects: Expected, method: GraphRequest['method'] = 'POST'): GraphRequest {
	return { method, path: graphPath`/things`, expects, effect: 'createOnce', permissions: [] };
}

/** What comes from a proxy, from something that cuts off, or from nobody knows where. */
const NOT_GRAPHS: readonly ScriptedAnswer[] = [
	{ status: 200, body: PAGE },
	{ status: 200 },
	{ status: 200, body: {} },
	{ status: 200, body: JSON.stringify(BASE64) },
	{ status: 202 },
	{ status: 202, body: { id: '1', value: true } },
	{ status: 203, body: { id: '1', value: true } },
	{ status: 206, body: { id: '1', value: true } },
];

describe('a single request', () => {
	test.each(NOT_GRAPHS)('%j is not the 204 of a delete', async (answer) => {
		server.answer(answer, answer, answer);
		const result = await server.graph.attempt(remove);
		expect(result).toMatchObject({ ok: false, failure: { kind: 'lost', code: 'UnusableAnswer' } });
		// Three sends tell: what answers there goes on answering.
		expect(server.requests).toHaveLength(3);
	});

	test.each([...NOT_GRAPHS, { status: 204 }])(
		'%j is not the 201 of something made, nor the 200 of a change',
		async (answer) => {
			for (const expects of ['created', 'changed'] as const) {
				server.answer(answer);
				const result = await server.graph.attempt(ask(expects));
				expect(result).toMatchObject({ ok: false, failure: { kind: 'lost', attempts: 1 } });
			}
		},
	);

	test('one page of a proxy, and then Graph: it is sent again and done', async () => {
		server.answer({ status: 200, body: PAGE }, { status: 204 });
		expect(await server.graph.send(remove)).toMatchObject({ status: 204, attempts: 2 });
	});

	test('a delete whose answer was unusable and that is gone at the second send says so', async () => {
		server.answer({ status: 200, body: PAGE }, { status: 404 });
		const result = await server.graph.attempt(remove);
		expect(result).toMatchObject({ ok: false, failure: { kind: 'notFound', leftOpen: true } });
		server.answer({ status: 404 });
		const other = await server.graph.attempt(remove);
		expect(other).toMatchObject({ ok: false, failure: { kind: 'notFound', leftOpen: false } });
	});
});

describe('what Graph documents', () => {
	test.each<[Expected, number, unknown, boolean]>([
		['confirmed', 200, { value: true }, true],
		['confirmed', 200, { value: false }, true],
		['confirmed', 204, null, true],
		['confirmed', 202, null, false],
		['confirmed', 200, { value: 'yes' }, false],
		['created', 201, { id: 'a' }, true],
		['created', 201, {}, false],
		['created', 200, { id: 'a' }, false],
		['changed', 200, { displayName: 'a' }, true],
		['changed', 204, null, false],
		['nothing', 204, null, true],
		['nothing', 204, {}, true],
		['nothing', 204, BASE64, false],
		['nothing', 200, null, false],
		['object', 200, {}, true],
		['object', 200, [], false],
		['object', 206, {}, false],
		['members', 200, { responses: [] }, true],
		['members', 200, {}, false],
	])('%s: %d with %j is %j', (expects, status, body, done) => {
		expect(isDone({ method: 'POST', expects }, { status, body })).toBe(done);
	});

	test('a list is an object that holds one', () => {
		const list = { method: 'GET', list: true } as const;
		expect(isDone(list, { status: 200, body: { value: [] } })).toBe(true);
		expect(isDone(list, { status: 200, body: {} })).toBe(false);
	});
});

describe('a member of a batch', () => {
	test.each([
		[200, BASE64],
		[200, PAGE],
		[200, undefined],
		[200, {}],
		[202, undefined],
	])('%j with %j is a lost answer: sent again by itself, and not done', async (status, body) => {
		const page = { status: 200, body: PAGE };
		server.answer({ body: { responses: [member(1, status, body)] } }, page, page, page);
		const [result] = await server.graph.together([remove]);
		expect(result).toMatchObject({ ok: false, failure: { kind: 'lost', code: 'UnusableAnswer' } });
		expect(server.requests).toHaveLength(4);
	});

	test('is done once Graph itself answers, and what stands behind it is asked anew', async () => {
		const responses = [member(1, 200, BASE64), member(2, 200, { old: true })];
		const fresh = { body: { responses: [member(1, 200, { old: false })] } };
		server.answer({ body: { responses } }, { status: 204 }, fresh);
		const results = await server.graph.inOrder([remove, read]);
		expect(results).toMatchObject([{ ok: true }, { ok: true, body: { old: false } }]);
	});

	test('that must not be sent again is left open', async () => {
		server.answer({ body: { responses: [member(1, 200, BASE64), member(2, 200, { there: 1 })] } });
		const results = await server.graph.inOrder([ask('created'), read]);
		expect(results[0]).toMatchObject({ ok: false, failure: { kind: 'lost' } });
		expect(results[1]).toMatchObject({ ok: true, body: { there: 1 } });
		expect(server.requests).toHaveLength(1);
	});
});

describe('a batch that something else answers', () => {
	const page = { status: 200, body: PAGE };

	test('is sent as single requests, now and from then on', async () => {
		server.answer(page, page, page, { body: { id: '1' } }, { status: 204 }, { body: { id: '2' } });
		const results = await server.graph.inOrder([read, remove, read]);
		expect(results.map(({ ok }) => ok)).toEqual([true, true, true]);
		server.answer({ status: 204 });
		expect(await server.graph.together([remove])).toMatchObject([{ ok: true, status: 204 }]);
		const posts = server.requests.filter(({ url }) => url.endsWith('/$batch'));
		expect(posts).toHaveLength(3);
	});

	test('never sends again what may have been done with it', async () => {
		server.answer(page);
		const results = await server.graph.inOrder([ask('created'), read]);
		expect(results).toMatchObject([
			{ ok: false, failure: { kind: 'lost' } },
			{ ok: false, failure: { kind: 'lost' } },
		]);
		expect(membersOf(server.requests[0])).toHaveLength(2);
		expect(server.requests).toHaveLength(1);
		// What comes after it was in no batch: it goes by itself.
		server.answer((request: SeenRequest) => ({ status: 201, body: { id: request.method } }));
		expect(await server.graph.inOrder([ask('created')])).toMatchObject([{ ok: true }]);
	});

	test('is given up on soon where single requests fare no better', async () => {
		server.answer(...Array.from({ length: 30 }, () => page));
		const results = await server.graph.together(Array.from({ length: 20 }, () => read));
		for (const result of results) expect(result).toMatchObject({ ok: false });
		expect(server.requests).toHaveLength(3 + 2 * 3);
		const waited = server.clock.waits.reduce((sum, wait) => sum + wait, 0);
		expect(waited).toBeLessThan(30_000);
		// Later one request tells that nothing has changed, or that Graph is back.
		await server.graph.together(Array.from({ length: 20 }, () => read));
		expect(server.requests).toHaveLength(3 + 2 * 3 + 3);
	});
});
