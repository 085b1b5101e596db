import { describe, expect, test } from 'vitest';
import { LoginNetwork } from '../../../../nodes/shared/graph/loginNetwork';
import { fastClock } from '../../../harness/rehearsal';
import { startScriptedGraph } from '../../../harness/scriptedGraph';

const PATH = '/t/oauth2/v2.0/token';

describe('the way to the login host', () => {
	test('ends when the host never answers, and says how long it waited', async () => {
		const server = await startScriptedGraph();
		server.answerLogin('never');
		const network = new LoginNetwork(server.url, { timeoutMs: 300 });
		const started = Date.now();
		const failure = network.sendPostRequestAsync(server.url.replace('http:', 'https:') + PATH);
		await expect(failure).rejects.toMatchObject({
			code: 'LoginUnreachable',
			message: expect.stringMatching(/did not answer within 0\.3 seconds/) as string,
		});
		expect(Date.now() - started).toBeLessThan(5_000);
		await server.close();
	});

	test('takes the s away for the named loopback host only', async () => {
		const [named, other] = [await startScriptedGraph(), await startScriptedGraph()];
		const network = new LoginNetwork(named.url);
		await network.sendPostRequestAsync(named.url.replace('http:', 'https:') + PATH);
		expect(named.logins).toHaveLength(1);
		const elsewhere = other.url.replace('http:', 'https:') + PATH;
		await expect(network.sendPostRequestAsync(elsewhere)).rejects.toThrow('can not be reached');
		expect(other.logins).toHaveLength(0);
		await Promise.all([named.close(), other.close()]);
	});

	test.each([
		['reset', [expect.any(Number)]],
		[{ status: 503 }, [expect.any(Number)]],
		[{ status: 429, headers: { 'retry-after': '7' }, body: {} }, [7_000]],
	] as const)('survives a moment of weakness: %j', async (weakness, waits) => {
		const server = await startScriptedGraph();
		const clock = fastClock();
		server.answerLogin(weakness);
		const network = new LoginNetwork(server.url, { clock });
		const secure = server.url.replace('http:', 'https:') + PATH;
		expect(await network.sendPostRequestAsync(secure, { body: 'a=b' })).toMatchObject({
			status: 200,
		});
		expect(server.logins.map(({ body }) => body)).toEqual(['a=b', 'a=b']);
		expect(clock.waits).toEqual(waits);
		expect(clock.waits[0]).toBeGreaterThanOrEqual(1_000);
		await server.close();
	});

	test.each([
		['a service that stays down', { status: 503, body: {} }, 3],
		[
			'one that asks for more patience than a run has',
			{ status: 429, headers: { 'retry-after': '600' }, body: {} },
			1,
		],
		['a refusal', { status: 401, body: { error: 'invalid_client' } }, 1],
	] as const)('gives up at %s', async (_, answer, asked) => {
		const server = await startScriptedGraph();
		const clock = fastClock();
		server.answerLogin(answer, answer, answer, answer);
		const network = new LoginNetwork(server.url, { clock });
		const secure = server.url.replace('http:', 'https:') + PATH;
		expect(await network.sendPostRequestAsync(secure)).toMatchObject({ status: answer.status });
		expect(server.logins).toHaveLength(asked);
		expect(clock.waits).toHaveLength(asked - 1);
		await server.close();
	});
});
