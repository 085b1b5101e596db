import { afterEach, beforeEach, expect, test } from 'vitest';
import { graphPath, type GraphRequest, type GraphResult } from '../../../../nodes/shared/graph';
import { removeAll } from '../../../../nodes/shared/step/removeAll';
import {
	member,
	membersOf,
	startScriptedGraph,
	type Scripted,
	type ScriptedGraph,
	type SeenRequest,
} from '../../../harness/scriptedGraph';

const list: GraphRequest = {
	method: 'GET',
	path: graphPath`/things`,
	effect: 'read',
	permissions: [],
};

const remove = (name: string): GraphRequest => ({
	method: 'DELETE',
	path: graphPath`/things/${name}`,
	effect: 'idempotent',
	permissions: [],
});

let server: ScriptedGraph;
beforeEach(async () => {
	server = await startScriptedGraph();
});
afterEach(async () => {
	await server.close();
});

const codes = (results: readonly GraphResult[]) =>
	results.map((result) => (result.ok ? result.status : result.failure.code));

const no = (code: string) => ({ error: { code, message: 'No.' } });

/** Plays a chain by Graph's rules: `refuses` says with what, or null; what is gone is kept in `gone`. */
function things(gone: string[], refuses: (name: string) => string | null): Scripted {
	return (request: SeenRequest) => {
		if (request.method === 'GET') return { body: { value: [], gone: [...gone] } };
		let broken = false;
		const responses = membersOf(request).map(({ id, method, url }) => {
			if (broken) return member(String(id), 424, no('FailedDependency'));
			if (method === 'GET') return member(String(id), 200, { gone: [...gone] });
			const name = String(url).split('/').at(-1) ?? '';
			const code = refuses(name);
			if (code !== null) {
				broken = true;
				return member(String(id), 400, no(code));
			}
			gone.push(name);
			return member(String(id), 204);
		});
		return { body: { responses } };
	};
}

const forever = (answer: Scripted) => Array.from({ length: 60 }, () => answer);

test('all goes well: one round trip, and the list is read after the last', async () => {
	const gone: string[] = [];
	server.answer(...forever(things(gone, () => null)));
	const { results, list: left } = await removeAll(server.graph, ['a', 'b'].map(remove), list);
	expect(codes(results)).toEqual([204, 204]);
	expect(left).toMatchObject({ ok: true, body: { gone: ['a', 'b'] } });
	expect(server.requests).toHaveLength(1);
});

test('a read behind the list travels along, and where its turn does not come it is null', async () => {
	const never = () => false;
	const behind: GraphRequest = { ...list, path: graphPath`/others` };
	server.answer(...forever(things([], (name) => (name === 'b' ? 'Refused' : null))));
	const well = await removeAll(server.graph, [remove('a')], list, never, behind);
	expect([well.list?.ok, well.behind?.ok]).toEqual([true, true]);
	expect(server.requests).toHaveLength(1);
	const refused = await removeAll(server.graph, [remove('b')], list, never, behind);
	expect([refused.list?.ok, refused.behind]).toEqual([true, null]);
});

test('nothing to remove sends nothing', async () => {
	expect(await removeAll(server.graph, [], list)).toEqual({
		results: [],
		list: null,
		behind: null,
	});
	expect(server.requests).toHaveLength(0);
});

test('one that is refused in the middle does not keep the others from being removed', async () => {
	const gone: string[] = [];
	server.answer(...forever(things(gone, (name) => (name === 'b' ? 'Protected' : null))));
	const names = ['a', 'b', 'c', 'd'];
	const { results, list: left } = await removeAll(server.graph, names.map(remove), list);
	expect(codes(results)).toEqual([204, 'Protected', 204, 204]);
	expect(gone).toEqual(['a', 'c', 'd']);
	expect(left).toMatchObject({ ok: true, body: { gone: ['a', 'c', 'd'] } });
	expect(server.requests).toHaveLength(2);
});

test('the list is read as well when the last one is refused', async () => {
	const gone: string[] = [];
	server.answer(...forever(things(gone, (name) => (name === 'b' ? 'Protected' : null))));
	const { results, list: left } = await removeAll(server.graph, ['a', 'b'].map(remove), list);
	expect(codes(results)).toEqual([204, 'Protected']);
	expect(left).toMatchObject({ ok: true, body: { gone: ['a'] } });
});

test('one that can only go last is tried again, last, and once', async () => {
	const gone: string[] = [];
	const tries: string[] = [];
	server.answer(
		...forever(
			things(gone, (name) => {
				if (name === 'default') tries.push(name);
				return name === 'default' && gone.length < 2 ? 'badRequest' : null;
			}),
		),
	);
	const { results } = await removeAll(
		server.graph,
		['default', 'a', 'b'].map(remove),
		list,
		(result) => !result.ok && result.failure.code === 'badRequest',
	);
	expect(codes(results)).toEqual([204, 204, 204]);
	expect(gone).toEqual(['a', 'b', 'default']);
	expect(tries).toHaveLength(2);
});

test('it ends when everything is refused, put off or not', async () => {
	const names = Array.from({ length: 12 }, (_, at) => `t${at}`);
	server.answer(...forever(things([], () => 'badRequest')));
	const { results } = await removeAll(server.graph, names.map(remove), list, () => true);
	expect(codes(results)).toEqual(names.map(() => 'badRequest'));
	expect(server.requests.length).toBeLessThanOrEqual(2 * names.length + 1);
});

test.each([
	['a batch that says nothing', { body: {} }],
	['424 to everything', { status: 424, body: no('FailedDependency') }],
	['a batch that is refused', { status: 400, body: no('BadRequest') }],
	[
		'a batch whose first member has failed a dependency',
		(request: SeenRequest) =>
			request.method === 'POST'
				? {
						body: {
							responses: membersOf(request).map(({ id }) =>
								member(String(id), 424, no('FailedDependency')),
							),
						},
					}
				: { status: 424, body: no('FailedDependency') },
	],
] as const)(
	'it ends at a service that answers %s, and calls nothing a success',
	async (_, answer) => {
		server.answer(...forever(answer));
		const { results, list: left } = await removeAll(
			server.graph,
			['a', 'b', 'c'].map(remove),
			list,
		);
		expect(results).toHaveLength(3);
		if (answer !== undefined && !('body' in answer && Object.keys(answer.body).length === 0)) {
			expect(results.every((result) => !result.ok)).toBe(true);
			expect(left).toBeNull();
		}
		expect(server.requests.length).toBeLessThan(40);
	},
);

test('a host that went away ends it at once', async () => {
	await server.graph.signIn();
	await server.close();
	const { results, list: left } = await removeAll(server.graph, ['a', 'b'].map(remove), list);
	expect(results.map((result) => !result.ok && result.failure.kind)).toEqual([
		'notSent',
		'notSent',
	]);
	expect(left).toBeNull();
	server = await startScriptedGraph();
});

test('more than twenty travel in several posts', async () => {
	const gone: string[] = [];
	const names = Array.from({ length: 45 }, (_, at) => `t${at}`);
	server.answer(...forever(things(gone, (name) => (name === 't21' ? 'Protected' : null))));
	const { results } = await removeAll(server.graph, names.map(remove), list);
	expect(results.filter((result) => result.ok)).toHaveLength(44);
	expect(gone).toEqual(names.filter((name) => name !== 't21'));
});
