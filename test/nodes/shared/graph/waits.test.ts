import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
	graphPath,
	type EffectClass,
	type GraphRequest,
	type Wait,
} from '../../../../nodes/shared/graph';
import { member, startScriptedGraph, type ScriptedGraph } from '../../../harness/scriptedGraph';
import { startRehearsal, type Rehearsal } from '../../../harness/rehearsal';

const TEN_MINUTES_MS = 600_000;
const failed = { error: { code: 'TooManyRequests', message: 'Later.' } };

function request(id: number, effect: EffectClass = 'read'): GraphRequest {
	const method = effect === 'read' ? 'GET' : 'DELETE';
	return { method, path: graphPath`/things/${String(id)}`, effect, permissions: [] };
}

let server: ScriptedGraph;
beforeEach(async () => {
	server = await startScriptedGraph();
});
afterEach(async () => {
	await server.close();
});

/** A client that notes what whoever watches is told. */
function watched(): { readonly graph: ScriptedGraph['graph']; readonly waits: Wait[] } {
	const waits: Wait[] = [];
	return { graph: server.client({ onWait: (wait) => waits.push(wait) }), waits };
}

const sum = (waits: readonly number[]) => waits.reduce((total, wait) => total + wait, 0);

describe('whoever watches', () => {
	test('is told of ten minutes before they begin, and they are not cut short', async () => {
		server.answer({ status: 429, headers: { 'retry-after': '600' } }, { body: {} });
		const { graph, waits } = watched();
		const now = server.clock.now().getTime();
		await graph.send(request(1));
		expect(server.clock.waits).toEqual([TEN_MINUTES_MS]);
		expect(waits).toHaveLength(1);
		expect(waits[0]).toMatchObject({ why: 'Microsoft asked to wait', path: '/v1.0/things/1' });
		const until = Date.parse(waits[0]?.untilIso ?? '') - now;
		expect(until).toBeGreaterThanOrEqual(TEN_MINUTES_MS);
		expect(until).toBeLessThan(TEN_MINUTES_MS + 60_000);
	});

	test('is told of the wait of a batch member, and why another one is tried again', async () => {
		server.answer(
			{ body: { responses: [member(1, 429, failed, { 'Retry-After': '30' })] } },
			{ status: 500 },
			{ body: {} },
		);
		const { graph, waits } = watched();
		const [result] = await graph.together([request(7)]);
		expect(result?.ok).toBe(true);
		expect(waits.map(({ why }) => why)).toEqual([
			'Microsoft asked to wait',
			'Microsoft gave no usable answer, so it is tried again',
		]);
	});

	test('can not break what is watched', async () => {
		server.answer({ status: 503 }, { body: {} });
		const graph = server.client({
			onWait: () => {
				throw new Error('the terminal is gone');
			},
		});
		expect(await graph.send(request(1))).toMatchObject({ status: 200 });
	});
});

describe('a wait inside a batch is never shorter than asked', () => {
	test('for a member that waits until a moment, beside one that waits for seconds', async () => {
		const asked = Date.now();
		const until = new Date(asked + 60_000).toUTCString();
		server.answer(
			{
				headers: { date: new Date(asked).toUTCString() },
				body: {
					responses: [
						member(1, 429, failed, { 'Retry-After': '20' }),
						member(2, 429, failed, { 'Retry-After': until }),
					],
				},
			},
			{ body: {} },
			{ body: {} },
		);
		const results = await server.graph.together([request(1), request(2)]);
		expect(results.map(({ ok }) => ok)).toEqual([true, true]);
		expect(sum(server.clock.waits)).toBeGreaterThanOrEqual(59_000);
	});

	test('when our clock is ten minutes fast: the moment is by the clock of the service', async () => {
		const theirs = Date.now() - TEN_MINUTES_MS;
		const headers = { 'Retry-After': new Date(theirs + 45_000).toUTCString() };
		server.answer(
			{
				headers: { date: new Date(theirs).toUTCString() },
				body: { responses: [member(1, 503, failed, headers)] },
			},
			{ body: {} },
		);
		await server.graph.together([request(1)]);
		expect(server.clock.waits).toEqual([45_000]);
	});

	test('when the batch as a whole is told to wait', async () => {
		const headers = { 'retry-after': '600' };
		server.answer({ status: 429, headers }, { body: { responses: [member(1, 200, {})] } });
		const [result] = await server.graph.together([request(1)]);
		expect(result).toMatchObject({ ok: true, attempts: 2 });
		expect(server.clock.waits).toEqual([TEN_MINUTES_MS]);
	});

	test('and a whole that holds a wipe is not sent again: it says how long to wait', async () => {
		server.answer({ status: 429, headers: { 'retry-after': '600' } });
		const results = await server.graph.together([request(1), request(2, 'atMostOnce')]);
		for (const result of results) {
			expect(result).toMatchObject({
				ok: false,
				failure: { kind: 'throttled', retryAfterMs: TEN_MINUTES_MS },
			});
		}
		expect(server.requests).toHaveLength(1);
		expect(server.clock.waits).toEqual([]);
	});
});

describe('at the sandbox', () => {
	let run: Rehearsal;
	beforeEach(async () => {
		run = await startRehearsal({ users: 20 });
	});
	afterEach(async () => {
		await run.close();
	});

	const person = () => run.sandbox.tenant.users[0]?.profile.id ?? '';
	const read = (): GraphRequest => ({
		method: 'GET',
		path: graphPath`/users/${person()}`,
		effect: 'read',
		permissions: [],
	});
	const revoke = (effect: EffectClass): GraphRequest => ({
		method: 'POST',
		path: graphPath`/users/${person()}/revokeSignInSessions`,
		expects: 'confirmed',
		effect,
		permissions: [],
	});
	const revocations = () =>
		JSON.stringify(run.sandbox.log).split('revokeSignInSessions"').length - 1;

	test.each(['html', 'html-after', 'truncated', 'truncated-after'])(
		'%s: no success is made of it, and only what may be sent again is',
		async (fault) => {
			run.sandbox.faults.add(`${fault} on POST */revokeSignInSessions times=2`);
			const once = await run.graph.attempt(revoke('atMostOnce'));
			expect(once).toMatchObject({ ok: false, failure: { kind: 'lost', attempts: 1 } });
			expect(await run.graph.send(revoke('repeatable'))).toMatchObject({ attempts: 2 });
			run.sandbox.faults.add(`${fault} on POST */revokeSignInSessions times=1`);
			const [, inBatch] = await run.graph.together([read(), revoke('createOnce')]);
			expect(inBatch).toMatchObject({ ok: false, failure: { kind: 'lost' } });
		},
	);

	test('a token that expires midway is renewed once, in a batch as well, and nothing is done twice', async () => {
		await run.graph.signIn();
		run.sandbox.tenant.app.tokenGeneration += 1;
		const before = revocations();
		const results = await run.graph.inOrder([read(), revoke('atMostOnce'), read()]);
		expect(results.map(({ ok }) => ok)).toEqual([true, true, true]);
		const logins = run.sandbox.log.filter(({ url }) => url.includes('/oauth2/')).length;
		expect(logins).toBe(2);
		// Sent twice, as the 401 to the first says that nothing was done.
		expect(revocations() - before).toBe(2);
		expect(run.graph.calls.filter(({ status }) => status === 401)).toHaveLength(1);
	});

	test('a secret that is revoked midway ends the request with Entra’s number, and sends nothing', async () => {
		await run.graph.signIn();
		run.sandbox.tenant.app.tokenGeneration += 1;
		run.sandbox.tenant.app.secretExpired = true;
		await expect(run.graph.send(revoke('atMostOnce'))).rejects.toMatchObject({
			code: 'AADSTS7000222',
		});
	});
});
