import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
	createGraphClient,
	graphPath,
	parseConnection,
	type EffectClass,
	type GraphRequest,
} from '../../../../../nodes/shared/graph';
import { fastClock, startRehearsal, type Rehearsal } from '../../../../harness/rehearsal';
import { startScriptedGraph, type ScriptedGraph } from '../../../../harness/scriptedGraph';

const MAY_BE_SENT_AGAIN: readonly EffectClass[] = ['read', 'repeatable', 'idempotent'];
const NEVER_AGAIN: readonly EffectClass[] = ['createOnce', 'atMostOnce'];

/** The class is the caller's word, so one and the same request can be sent under each. */
function request(effect: EffectClass): GraphRequest {
	return {
		method: 'POST',
		path: graphPath`/users/${'someone'}/revokeSignInSessions`,
		expects: 'confirmed',
		effect,
		permissions: [],
	};
}

let server: ScriptedGraph;
beforeEach(async () => {
	server = await startScriptedGraph();
});
afterEach(async () => {
	await server.close();
});

describe('told to wait', () => {
	test.each([
		['2', [2_000]],
		['1.5', [1_500]],
		['0.01', [1_000]],
		['600', [600_000]],
	])('Retry-After: %s', async (header, waits) => {
		const headers = { 'retry-after': header };
		server.answer({ status: 429, headers }, { status: 204 });
		expect(await server.graph.send(request('idempotent'))).toMatchObject({ attempts: 2 });
		expect(server.clock.waits).toEqual(waits);
	});

	test.each([undefined, '0', '-1', 'in a little while', 'Thu, 01 Jan 1970 00:00:00 GMT'])(
		'Retry-After: %s is answered with a wait of our own, at least a second',
		async (header) => {
			const headers: Record<string, string> = header === undefined ? {} : { 'retry-after': header };
			server.answer({ status: 503, headers }, { status: 429, headers }, { status: 204 });
			await server.graph.send(request('repeatable'));
			expect(server.clock.waits).toHaveLength(2);
			for (const wait of server.clock.waits) expect(wait).toBeGreaterThanOrEqual(1_000);
		},
	);

	test('until a date', async () => {
		const date = new Date(Date.now() + 30_000).toUTCString();
		server.answer({ status: 429, headers: { 'retry-after': date } }, { status: 204 });
		await server.graph.send(request('read'));
		expect(server.clock.waits[0]).toBeGreaterThan(28_000);
		expect(server.clock.waits[0]).toBeLessThanOrEqual(31_000);
	});

	test('until a date by the clock of the service, when ours is five minutes fast', async () => {
		const theirs = Date.now() - 5 * 60_000;
		const headers = {
			date: new Date(theirs).toUTCString(),
			'retry-after': new Date(theirs + 90_000).toUTCString(),
		};
		server.answer({ status: 429, headers }, { status: 204 });
		await server.graph.send(request('read'));
		expect(server.clock.waits).toEqual([90_000]);
	});

	test('for longer than anyone waits: it ends at once and says how long', async () => {
		server.answer({ status: 429, headers: { 'retry-after': '86400' } });
		const result = await server.graph.attempt(request('read'));
		expect(result).toMatchObject({
			ok: false,
			failure: { kind: 'throttled', retryAfterMs: 86_400_000, attempts: 1 },
		});
		expect(server.clock.waits).toEqual([]);
	});

	test.each(NEVER_AGAIN)('%s is not sent again even after a 429', async (effect) => {
		server.answer({ status: 429, headers: { 'retry-after': '2' } }, { status: 204 });
		const result = await server.graph.attempt(request(effect));
		expect(result).toMatchObject({
			ok: false,
			failure: { kind: 'throttled', retryAfterMs: 2_000 },
		});
		expect(server.requests).toHaveLength(1);
	});
});

describe('an answer that leaves it open', () => {
	for (const lost of [{ status: 504 }, { status: 502 }, { status: 500 }, 'reset'] as const) {
		const name = lost === 'reset' ? lost : String(lost.status);
		test.each(MAY_BE_SENT_AGAIN)(`${name}: %s is sent again`, async (effect) => {
			server.answer(lost, lost, { status: 204 });
			expect(await server.graph.send(request(effect))).toMatchObject({ attempts: 3 });
			expect(server.clock.waits).toHaveLength(2);
		});

		test.each(NEVER_AGAIN)(`${name}: %s reaches the service exactly once`, async (effect) => {
			server.answer(lost, { status: 204 }, { status: 204 });
			const result = await server.graph.attempt(request(effect));
			if (result.ok) throw new Error('a success was made up');
			expect(result.failure.mayHaveHappened).toBe(true);
			expect(server.requests).toHaveLength(1);
			expect(server.clock.waits).toEqual([]);
		});
	}

	test.each(NEVER_AGAIN)('timeout: %s reaches the service exactly once', async (effect) => {
		server.answer('never', { status: 204 });
		const result = await server.graph.attempt({ ...request(effect), timeoutMs: 150 });
		expect(result).toMatchObject({ ok: false, failure: { kind: 'lost', code: 'Timeout' } });
		expect(server.requests).toHaveLength(1);
	});

	test('timeout: a read is sent again', async () => {
		server.answer('never', { body: { value: true } });
		const answer = await server.graph.send({ ...request('read'), timeoutMs: 150 });
		expect(answer.attempts).toBe(2);
	});

	test('timeout: a host that never answers is given up on after three silences', async () => {
		server.answer('never', 'never', 'never', { body: { value: [] } });
		const result = await server.graph.attempt({ ...request('read'), timeoutMs: 100 });
		expect(result).toMatchObject({ ok: false, failure: { code: 'Timeout', attempts: 3 } });
	});

	test.each([{ body: '<html>Sign in to the proxy</html>' }, { body: '{"cut": "of' }])(
		'a success whose body can not be read is none: %j',
		async (page) => {
			server.answer(page, page, { body: { value: true } });
			expect(await server.graph.send(request('read'))).toMatchObject({ attempts: 3 });
			server.answer(page);
			const result = await server.graph.attempt(request('atMostOnce'));
			expect(result).toMatchObject({
				ok: false,
				failure: { kind: 'lost', code: 'UnusableAnswer' },
			});
		},
	);

	test('a sign-in that breaks between two sends does not hide that the first may have worked', async () => {
		for (const effect of ['read', 'idempotent'] as const) {
			const own = await startScriptedGraph({ status: 504 }, { status: 401 });
			await own.graph.signIn();
			own.answerLogin({ status: 401, body: { error_description: 'AADSTS7000222: expired' } });
			const sent = own.graph.attempt(request(effect));
			if (effect === 'read') await expect(sent).rejects.toMatchObject({ code: 'AADSTS7000222' });
			else expect(await sent).toMatchObject({ ok: false, failure: { kind: 'lost', attempts: 2 } });
			expect(own.requests).toHaveLength(2);
			await own.close();
		}
	});

	test('a proxy page with an error status is that status', async () => {
		server.answer({ status: 404, body: '<html>not here</html>' });
		const result = await server.graph.attempt(request('read'));
		expect(result).toMatchObject({ ok: false, failure: { kind: 'notFound', code: 'HTTP 404' } });
	});
});

describe('where it ends', () => {
	test('a service that throttles for ever is asked six times', async () => {
		server.answer(...Array.from({ length: 9 }, () => ({ status: 429 })));
		const result = await server.graph.attempt(request('idempotent'));
		expect(result).toMatchObject({ ok: false, failure: { kind: 'throttled', attempts: 6 } });
		expect(server.requests).toHaveLength(6);
		expect(server.clock.waits).toHaveLength(5);
	});

	test.each([500, 502])(
		'a service that breaks with %d is tried again three times',
		async (status) => {
			server.answer(...Array.from({ length: 9 }, () => ({ status })));
			const result = await server.graph.attempt(request('idempotent'));
			expect(result).toMatchObject({ ok: false, failure: { kind: 'serverError', attempts: 4 } });
			expect(server.requests).toHaveLength(4);
		},
	);

	test.each([400, 404, 405, 410, 412, 501])('%d is final', async (status) => {
		server.answer({ status }, { status: 204 });
		expect(await server.graph.attempt(request('read'))).toMatchObject({ ok: false });
		expect(server.requests).toHaveLength(1);
	});

	test.each([409, 423])('%d passes', async (status) => {
		server.answer({ status }, { status: 204 });
		expect(await server.graph.send(request('idempotent'))).toMatchObject({ attempts: 2 });
	});

	test('a host that can not be reached is told soon, and nothing was sent', async () => {
		const gone = await startScriptedGraph();
		const clock = fastClock();
		const graph = createGraphClient(server.connect({ graphBaseUrl: gone.url }), { clock });
		await gone.close();
		for (const effect of ['read', 'atMostOnce'] as const) {
			const result = await graph.attempt(request(effect));
			if (result.ok) throw new Error('a success was made up');
			expect(result.failure).toMatchObject({ kind: 'notSent', code: 'ECONNREFUSED', attempts: 2 });
			expect(result.failure.message).toContain('can not be reached');
		}
		expect(clock.waits).toHaveLength(2);
	});

	test.each([301, 302, 307, 308])(
		'a redirect (%d) is a refusal and is not followed',
		async (status) => {
			const other = await startScriptedGraph({ body: {} });
			server.answer({ status, headers: { location: `${other.url}/v1.0/me` } });
			const result = await server.graph.attempt(request('idempotent'));
			expect(result).toMatchObject({ ok: false, failure: { kind: 'refused', status } });
			expect(other.requests).toHaveLength(0);
			expect(server.requests).toHaveLength(1);
			await other.close();
		},
	);
});

describe('at the sandbox, where the work is done before the answer is lost', () => {
	let run: Rehearsal;
	beforeEach(async () => {
		run = await startRehearsal({ users: 20 });
	});
	afterEach(async () => {
		await run.close();
	});

	const seen = () =>
		run.sandbox.log.filter((entry) => entry.url.endsWith('/revokeSignInSessions')).length;
	const revoke = (effect: EffectClass): GraphRequest => {
		const id = run.sandbox.tenant.users[0]?.profile.id ?? '';
		return { ...request(effect), path: graphPath`/users/${id}/revokeSignInSessions` };
	};

	test.each(['504-after', 'reset-after'])('%s', async (fault) => {
		run.sandbox.faults.add(`${fault} on POST */revokeSignInSessions times=1`);
		expect(await run.graph.send(revoke('repeatable'))).toMatchObject({ attempts: 2 });
		expect(seen()).toBe(2);
		run.sandbox.faults.add(`${fault} on POST */revokeSignInSessions times=1`);
		const result = await run.graph.attempt(revoke('atMostOnce'));
		expect(result).toMatchObject({ ok: false, failure: { kind: 'lost' } });
		expect(seen()).toBe(3);
	});

	test('the waits that were asked for in a date are kept', async () => {
		run.sandbox.faults.add('429 retry-after=date+40 on POST */revokeSignInSessions times=3');
		await run.graph.send(revoke('repeatable'));
		expect(run.clock.waits).toHaveLength(3);
		for (const wait of run.clock.waits) expect(wait).toBeGreaterThanOrEqual(39_000);
	});

	test('a latency of the real clock is not shortened', async () => {
		run.sandbox.faults.add('429 retry-after=1 on POST */revokeSignInSessions times=1');
		const real = createGraphClient(parseConnection(run.sandbox.connection));
		const started = performance.now();
		await real.send(revoke('repeatable'));
		expect(performance.now() - started).toBeGreaterThanOrEqual(998);
	});
});
