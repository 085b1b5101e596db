import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
	graphPath,
	type EffectClass,
	type GraphRequest,
	type GraphResult,
} from '../../../../nodes/shared/graph';
import {
	member,
	membersOf,
	startScriptedGraph,
	type ScriptedGraph,
	type SeenRequest,
} from '../../../harness/scriptedGraph';
import { startRehearsal, type Rehearsal } from '../../../harness/rehearsal';

let server: ScriptedGraph;
beforeEach(async () => {
	server = await startScriptedGraph();
});
afterEach(async () => {
	await server.close();
});

function read(id: string | number): GraphRequest {
	return {
		method: 'GET',
		path: graphPath`/users/${String(id)}`,
		effect: 'read',
		permissions: ['User.Read.All'],
	};
}

function write(id: string | number, effect: EffectClass = 'idempotent'): GraphRequest {
	return {
		method: 'DELETE',
		path: graphPath`/things/${String(id)}`,
		effect,
		permissions: ['Thing.Remove.All'],
	};
}

const answers = (...responses: object[]) => ({ body: { responses } });
const asked = () => server.requests.map((request) => `${request.method} ${request.url}`);
const codes = (results: readonly GraphResult[]) =>
	results.map((result) => (result.ok ? result.status : result.failure.code));
const kinds = (results: readonly GraphResult[]) =>
	results.map((result) => (result.ok ? 'ok' : result.failure.kind));
const failed = { error: { code: 'Refused', message: 'No.' } };

describe('together', () => {
	test('twenty-five requests travel in two posts, and every result is that of its request', async () => {
		const turned = (request: { body: unknown }) =>
			answers(
				...membersOf(request as never)
					.map(({ id, url }) => member(String(id), 200, { from: url }))
					.reverse(),
			);
		server.answer(turned, turned);
		const results = await server.graph.together(Array.from({ length: 25 }, (_, at) => read(at)));
		expect(asked()).toEqual(['POST /v1.0/$batch', 'POST /v1.0/$batch']);
		expect(server.requests.map((request) => membersOf(request).length)).toEqual([20, 5]);
		expect(results.map((result) => result.ok && result.body)).toEqual(
			Array.from({ length: 25 }, (_, at) => ({ from: `/users/${at}` })),
		);
		expect(membersOf(server.requests[0])[3]).toEqual({ id: '4', method: 'GET', url: '/users/3' });
	});

	test('nothing at all sends nothing', async () => {
		expect(await server.graph.together([])).toEqual([]);
		expect(server.requests).toHaveLength(0);
	});

	test('a throttled member is sent again by itself, after the wait it was given', async () => {
		server.answer(
			answers(member(2, 429, failed, { 'Retry-After': '7' }), member(1, 200, { id: 1 })),
			{ body: { id: 2 } },
		);
		const results = await server.graph.together([read(1), read(2)]);
		expect(codes(results)).toEqual([200, 200]);
		expect(asked()).toEqual(['POST /v1.0/$batch', 'GET /v1.0/users/2']);
		expect(server.clock.waits).toEqual([7_000]);
	});

	test('members that wait, wait side by side', async () => {
		const wait = { 'Retry-After': '10' };
		server.answer(
			answers(...[1, 2, 3].map((id) => member(id, 429, failed, wait))),
			{ body: {} },
			{ body: {} },
			{ body: {} },
		);
		expect(codes(await server.graph.together([read(1), read(2), read(3)]))).toEqual([
			200, 200, 200,
		]);
		const waited = server.clock.waits.reduce((sum, wait) => sum + wait, 0);
		expect(waited).toBeGreaterThanOrEqual(10_000);
		expect(waited).toBeLessThan(11_000);
	});

	test.each(['86400', '99999999999'])('nobody waits %s seconds for a member', async (wait) => {
		server.answer(answers(member(1, 429, failed, { 'Retry-After': wait })), { body: {} });
		const [result] = await server.graph.together([read(1)]);
		expect(result).toMatchObject({ ok: false, failure: { kind: 'throttled' } });
		expect(server.clock.waits).toEqual([]);
		expect(server.requests).toHaveLength(1);
	});

	test.each(['createOnce', 'atMostOnce'] as const)(
		'a %s member is never sent again, whatever became of it',
		async (effect) => {
			const responses = [
				member(1, 429, failed, { 'Retry-After': '2' }),
				member(2, 504, failed),
				member(3, 500, failed),
			];
			server.answer(answers(...responses));
			const requests = [1, 2, 3, 4].map((id) => write(id, effect));
			expect(kinds(await server.graph.together(requests))).toEqual([
				'throttled',
				'lost',
				'serverError',
				'lost',
			]);
			expect(server.requests).toHaveLength(1);
			expect(server.clock.waits).toEqual([]);
		},
	);

	test('a member without an answer is sent again where that is harmless', async () => {
		server.answer(answers(member(2, 200, { id: 2 })), { body: { id: 1 } });
		expect(codes(await server.graph.together([read(1), read(2)]))).toEqual([200, 200]);
		expect(asked()).toEqual(['POST /v1.0/$batch', 'GET /v1.0/users/1']);
	});

	test('a member that is answered twice has no answer', async () => {
		server.answer(answers(member(1, 204), member(1, 403, failed)));
		const [result] = await server.graph.together([write(1, 'atMostOnce')]);
		expect(result).toMatchObject({
			ok: false,
			failure: { code: 'BatchMemberMissing', kind: 'lost' },
		});
	});

	test.each([[{ nonsense: true }], [[]], [{ responses: 'none' }], [{ responses: [null, 7] }]])(
		'an answer that is no batch answer makes no success: %j',
		async (body) => {
			server.answer({ body });
			const results = await server.graph.together([write(1, 'atMostOnce'), write(2, 'createOnce')]);
			expect(kinds(results)).toEqual(['lost', 'lost']);
			expect(server.requests).toHaveLength(1);
		},
	);

	test('a consent newer than the token is noticed for every member, with one renewal', async () => {
		server.answer(
			answers(member(1, 403, failed), member(2, 200, {}), member(3, 403, failed)),
			{ body: {} },
			{ body: {} },
		);
		const results = await server.graph.together([read(1), read(2), read(3)]);
		expect(codes(results)).toEqual([200, 200, 200]);
		expect(server.logins).toHaveLength(2);
		for (const request of server.requests.slice(1)) {
			expect(request.headers.authorization).toBe(`Bearer ${server.tokens[1] ?? ''}`);
		}
	});

	test('batches that are under way when another renews the token profit from it', async () => {
		const isOld = ({ headers }: SeenRequest) =>
			headers.authorization === `Bearer ${server.tokens[0] ?? ''}`;
		let held: (() => void) | null = null;
		const renewed = new Promise<void>((resolve) => {
			held = resolve;
		});
		const refused = answers(member(1, 403, failed));
		server.answer(refused, { ...refused, after: renewed }, (request) => {
			held?.();
			return isOld(request) ? { status: 403, body: failed } : { body: {} };
		});
		server.answer((request) => (isOld(request) ? { status: 403, body: failed } : { body: {} }));
		await server.graph.signIn();
		const results = await Promise.all([
			server.graph.together([read(1)]),
			server.graph.together([read(2)]),
		]);
		expect(results.map((result) => codes(result))).toEqual([[200], [200]]);
		expect(server.logins).toHaveLength(2);
	});

	test('a real no costs one renewal, then members are refused without another try', async () => {
		const no = { status: 403, body: failed };
		server.answer(answers(member(1, 403, failed)), no, answers(member(1, 403, failed)));
		server.claims.roles = [];
		const [first] = await server.graph.together([write(1)]);
		const [second] = await server.graph.together([write(1)]);
		for (const result of [first, second]) {
			expect(result).toMatchObject({
				ok: false,
				failure: { kind: 'forbidden', missingPermission: 'Thing.Remove.All' },
			});
		}
		expect(server.logins).toHaveLength(2);
		expect(server.requests).toHaveLength(3);
	});

	test('a member with 401 is sent once more, with a new token where that is needed', async () => {
		server.answer(answers(member(1, 401, failed)), { status: 401 }, { status: 204 });
		expect(codes(await server.graph.together([write(1, 'atMostOnce')]))).toEqual([204]);
		expect(server.logins).toHaveLength(2);
	});

	test('a login that breaks while members are settled does not hide what the others came to', async () => {
		server.answer(answers(member(1, 204), member(2, 401, failed)), { status: 401 });
		await server.graph.signIn();
		server.answerLogin({ status: 401, body: { error_description: 'AADSTS7000222: expired' } });
		const results = await server.graph.together([write(1), write(2)]);
		expect(codes(results)).toEqual([204, 'Refused']);
	});
});

describe('the post itself', () => {
	test('is not sent again when one member must not be, and no member is called a success', async () => {
		for (const lost of [{ status: 504 }, 'reset'] as const) {
			server.answer(lost);
			const results = await server.graph.together([read(1), write(2, 'atMostOnce')]);
			expect(kinds(results)).toEqual(['lost', 'lost']);
		}
		expect(server.requests).toHaveLength(2);
	});

	test('is sent again when all members may be', async () => {
		server.answer({ status: 504 }, answers(member(1, 200, {}), member(2, 204)));
		const results = await server.graph.together([read(1), write(2)]);
		expect(codes(results)).toEqual([200, 204]);
		expect(results.map((result) => result.ok && result.attempts)).toEqual([2, 2]);
	});

	test('goes to the version of its members', async () => {
		server.answer(answers(member(1, 200, {})));
		await server.graph.together([{ ...read(1), version: 'beta' }]);
		expect(asked()).toEqual(['POST /beta/$batch']);
	});

	test('is refused for members of two versions: one of them would go astray', async () => {
		const mixed = server.graph.together([read(1), { ...write(2), version: 'beta' }]);
		await expect(mixed).rejects.toThrow('version');
		expect(server.requests).toHaveLength(0);
	});

	test('leaves a row for itself and one for each member, without bodies', async () => {
		server.answer({
			headers: { 'request-id': 'outer-id' },
			body: {
				responses: [member(1, 204, undefined, { 'request-id': 'inner-id' }), member(2, 204)],
			},
		});
		const body = { password: 'Pa55-word' };
		await server.graph.together([{ ...write(1, 'repeatable'), method: 'PATCH', body }, write(2)]);
		expect(server.graph.calls).toMatchObject([
			{ path: '/v1.0/$batch', inBatch: false, requestId: 'outer-id' },
			{
				method: 'PATCH',
				path: '/v1.0/things/1',
				inBatch: true,
				requestId: 'inner-id',
				status: 204,
			},
			{ method: 'DELETE', path: '/v1.0/things/2', inBatch: true, requestId: 'outer-id' },
		]);
		expect(JSON.stringify(server.graph.calls)).not.toContain('Pa55-word');
		expect(membersOf(server.requests[0])[0]).toMatchObject({
			headers: { 'Content-Type': 'application/json' },
			body,
		});
	});
});

describe('in order', () => {
	test('each member depends on the one before it', async () => {
		server.answer(answers(member(1, 200, {}), member(2, 204), member(3, 200, {})));
		await server.graph.inOrder([read(1), write(2), read(3)]);
		expect(membersOf(server.requests[0]).map(({ dependsOn }) => dependsOn)).toEqual([
			undefined,
			['1'],
			['2'],
		]);
	});

	test('the first refusal stops the rest', async () => {
		server.answer(
			answers(
				member(1, 204),
				member(2, 400, failed),
				member(3, 424, failed),
				member(4, 424, failed),
			),
		);
		const results = await server.graph.inOrder([write(1), write(2), write(3), read(4)]);
		expect(kinds(results)).toEqual(['ok', 'refused', 'notSent', 'notSent']);
		expect(codes(results).slice(2)).toEqual(['FailedDependency', 'FailedDependency']);
		expect(server.requests).toHaveLength(1);
	});

	test('a second twenty is not sent after a refusal in the first', async () => {
		server.answer(answers(member(1, 400, failed)));
		const results = await server.graph.inOrder(Array.from({ length: 23 }, (_, at) => write(at)));
		expect(results).toHaveLength(23);
		expect(
			kinds(results)
				.slice(1)
				.every((kind) => kind === 'notSent'),
		).toBe(true);
		expect(server.requests).toHaveLength(1);
	});

	test('a service that went on after a refusal is believed about what it did', async () => {
		server.answer(answers(member(1, 400, failed), member(2, 204), member(3, 404, failed)));
		const results = await server.graph.inOrder([write(1), write(2), write(3)]);
		expect(codes(results)).toEqual(['Refused', 204, 'Refused']);
		expect(kinds(results)).toEqual(['refused', 'ok', 'notFound']);
	});

	test('what was left unanswered behind a refusal, and can not be undone, is not called unsent', async () => {
		server.answer(answers(member(1, 400, failed)));
		const results = await server.graph.inOrder([write(1), write(2, 'atMostOnce')]);
		expect(kinds(results)).toEqual(['refused', 'lost']);
	});

	test('a chain goes on behind a member that had to wait', async () => {
		server.answer(
			answers(
				member(1, 200, {}),
				member(2, 429, failed, { 'Retry-After': '3' }),
				member(3, 424, failed),
				member(4, 424, failed),
			),
			{ status: 204 },
			answers(member(1, 204), member(2, 200, { last: true })),
		);
		const results = await server.graph.inOrder([read(1), write(2), write(3), read(4)]);
		expect(codes(results)).toEqual([200, 204, 204, 200]);
		expect(asked()).toEqual(['POST /v1.0/$batch', 'DELETE /v1.0/things/2', 'POST /v1.0/$batch']);
		expect(membersOf(server.requests[2]).map(({ url }) => url)).toEqual(['/things/3', '/users/4']);
		expect(server.clock.waits).toEqual([3_000]);
	});

	test.each(['atMostOnce', 'createOnce', 'idempotent'] as const)(
		'a %s request done behind a member that had to wait is not sent a second time',
		async (effect) => {
			server.answer(
				answers(member(1, 429, failed, { 'Retry-After': '3' }), member(2, 204), member(3, 200, {})),
				{ body: {} },
				answers(member(1, 200, { fresh: true })),
			);
			const results = await server.graph.inOrder([read(1), write(2, effect), read(3)]);
			expect(codes(results)).toEqual([200, 204, 200]);
			// The read behind it is made anew: its first answer may be older than what it should show.
			expect(results[2]).toMatchObject({ body: { fresh: true } });
			const sent = server.requests
				.slice(1)
				.flatMap((request) =>
					request.method === 'POST' ? membersOf(request).map(({ url }) => url) : [request.url],
				);
			expect(sent).toEqual(['/v1.0/users/1', '/users/3']);
		},
	);

	test('a wipe without an answer behind a member that had to wait is not sent a second time', async () => {
		server.answer(answers(member(1, 429, failed, { 'Retry-After': '3' })), { body: {} });
		const results = await server.graph.inOrder([read(1), write(2, 'atMostOnce'), read(3)]);
		expect(kinds(results).slice(0, 2)).toEqual(['ok', 'lost']);
		expect(server.requests).toHaveLength(2);
	});

	test('a wipe in an unreadable batch answer is not sent a second time', async () => {
		server.answer({ body: {} }, { body: {} });
		const results = await server.graph.inOrder([read(1), write(2, 'atMostOnce')]);
		expect(kinds(results)).toEqual(['ok', 'lost']);
		expect(asked()).toEqual(['POST /v1.0/$batch', 'GET /v1.0/users/1']);
	});

	test('a login that breaks half-way does not hide what was done before', async () => {
		server.answer(answers(...Array.from({ length: 20 }, (_, at) => member(at + 1, 204))), {
			status: 401,
		});
		await server.graph.signIn();
		server.answerLogin({ status: 401, body: { error_description: 'AADSTS7000222: expired' } });
		const results = await server.graph.inOrder(Array.from({ length: 22 }, (_, at) => write(at)));
		expect(codes(results).slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 204));
		expect(codes(results).slice(20)).toEqual(['AADSTS7000222', 'AADSTS7000222']);
		expect(kinds(results)[20]).toBe('notSent');
	});
});

describe('against the sandbox', () => {
	let run: Rehearsal;
	beforeEach(async () => {
		run = await startRehearsal({ users: 40 });
	});
	afterEach(async () => {
		await run.close();
	});

	test('members throttled by chance all come back, in order', async () => {
		run.sandbox.faults.add('429 retry-after=2 on GET */users/* p=0.3');
		const ids = run.sandbox.tenant.users.slice(0, 25).map(({ profile }) => profile.id);
		const results = await run.graph.together(ids.map(read));
		expect(results.map((result) => result.ok && (result.body as { id: string }).id)).toEqual(ids);
		expect(Math.min(...run.clock.waits)).toBeGreaterThanOrEqual(1_000);
	});

	test('a chain that loses its connection after the work is sent again when it may be', async () => {
		run.sandbox.faults.add('reset-after on GET */users/* times=1');
		const id = run.sandbox.tenant.users[0]?.profile.id ?? '';
		expect(kinds(await run.graph.inOrder([read(id), read(id)]))).toEqual(['ok', 'ok']);
	});
});
