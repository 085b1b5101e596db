import { describe, expect, test } from 'vitest';
import { parseFaults } from '../../../../runner/sandbox';
import { askToken, graphOf, idOf, person, sandboxFor, verdict } from '../client';

describe('the fault SPEC', () => {
	test('is read into rules', () => {
		expect(
			parseFaults(
				'429 retry-after=2 on DELETE */authentication/* times=1; reset-after on POST */messageRules p=0.5 skip=2;',
			),
		).toEqual([
			{
				effect: { kind: 'status', status: 429 },
				retryAfter: { kind: 'seconds', seconds: 2 },
				method: 'DELETE',
				path: '*/authentication/*',
				times: 1,
			},
			{
				effect: { kind: 'reset', after: true },
				method: 'POST',
				path: '*/messageRules',
				probability: 0.5,
				skip: 2,
			},
		]);
		expect(parseFaults('')).toEqual([]);
	});

	test.each([
		['429', 'expected: EFFECT on METHOD PATH'],
		['200 on GET *', '"200" is not an effect'],
		['explode on GET *', '"explode" is not an effect'],
		['404-after on GET *', 'only a 5xx can come after'],
		['503 on FETCH *', '"FETCH" is not a method'],
		['503 on GET users', 'must begin with / or *'],
		['503 on GET * times=0', '"times=0" is not understood'],
		['503 on GET * p=2', '"p=2" is not understood'],
		['503 retry-after=soon on GET *', 'retry-after is seconds'],
		['reset retry-after=2 on GET *', 'reset has no answer'],
	])('%s is refused in one line', async (spec, words) => {
		expect(() => parseFaults(spec)).toThrow(words);
		await expect(sandboxFor({ fault: spec })).rejects.toThrow(/^The fault "[^\n]+\.$/);
	});
});

describe('a fault', () => {
	test('that is a status keeps the work from being done', async () => {
		const sandbox = await sandboxFor({
			fault: '503 retry-after=3 code=Busy on PATCH /users/* times=1',
		});
		const graph = await graphOf(sandbox);
		const adele = person(sandbox, 'adele.vance');
		const off = async () =>
			graph('PATCH', `/v1.0/users/${adele.profile.id}`, { accountEnabled: false });
		const first = await off();
		expect([verdict(first), first.headers.get('retry-after')]).toEqual(['503 Busy', '3']);
		expect(adele.profile.accountEnabled).toBe(true);
		expect((await off()).status).toBe(204);
		expect(sandbox.faults.rules).toEqual([]);
	});

	test.each(['504-after', '500-after', 'reset-after', 'timeout-after'])(
		'%s does the work and loses the answer',
		async (effect) => {
			const sandbox = await sandboxFor({ fault: `${effect} on POST */messageRules times=1` });
			const graph = await graphOf(sandbox);
			const adele = person(sandbox, 'adele.vance');
			const request = graph(
				'POST',
				`/v1.0/users/${adele.profile.id}/mailFolders/inbox/messageRules`,
				{
					displayName: 'x',
					sequence: 1,
					actions: { markAsRead: true },
				},
			);
			if (effect.startsWith('5')) expect((await request).status).toBe(Number(effect.slice(0, 3)));
			else if (effect === 'reset-after') await expect(request).rejects.toThrow();
			else expect(await Promise.race([request.catch(() => 'gone'), waited(300)])).toBe('no answer');
			expect(adele.mailbox.rules).toHaveLength(1);
			expect(sandbox.log.at(-1)?.status).toBe(
				effect.startsWith('5') ? Number(effect.slice(0, 3)) : null,
			);
		},
	);

	test.each([
		['html', 'text/html', 0],
		['html-after', 'text/html', 1],
		['truncated', 'application/json', 0],
		['truncated-after', 'application/json', 1],
	])('%s answers 200 with what is not Graph’s', async (effect, type, rules) => {
		const sandbox = await sandboxFor({ fault: `${effect} on POST */messageRules times=1` });
		const adele = person(sandbox, 'adele.vance');
		const url = `${sandbox.url}/v1.0/users/${adele.profile.id}/mailFolders/inbox/messageRules`;
		const token = (await askToken(sandbox)).body['access_token'];
		const authorization = `Bearer ${String(token)}`;
		const response = await fetch(url, {
			method: 'POST',
			headers: { authorization, 'content-type': 'application/json' },
			body: JSON.stringify({ displayName: 'x', sequence: 1, actions: { markAsRead: true } }),
		});
		expect([response.status, response.headers.get('content-type')]).toEqual([200, type]);
		const text = await response.text();
		expect(() => JSON.parse(text) as unknown).toThrow();
		expect(adele.mailbox.rules).toHaveLength(rules);
	});

	test.each(['reset', 'timeout'])('%s does no work', async (effect) => {
		const sandbox = await sandboxFor({ fault: `${effect} on POST */revokeSignInSessions` });
		const graph = await graphOf(sandbox);
		const adele = person(sandbox, 'adele.vance');
		const before = adele.profile.signInSessionsValidFromDateTime;
		const request = graph('POST', `/v1.0/users/${adele.profile.id}/revokeSignInSessions`).catch(
			() => 'gone',
		);
		expect(await Promise.race([request, waited(300)])).toBe(
			effect === 'reset' ? 'gone' : 'no answer',
		);
		expect(adele.profile.signInSessionsValidFromDateTime).toBe(before);
	});

	test('can bring every kind of Retry-After', async () => {
		const sandbox = await sandboxFor();
		const graph = await graphOf(sandbox);
		const header = async (option: string): Promise<string | null> => {
			sandbox.faults.clear();
			sandbox.faults.add(`429 retry-after=${option} on GET /organization`);
			return (await graph('GET', '/v1.0/organization')).headers.get('retry-after');
		};
		expect(await header('0.5')).toBe('0.5');
		expect(await header('missing')).toBeNull();
		expect(await header('nonsense')).toBe('in a little while');
		expect(Date.parse((await header('date+60')) ?? '') - Date.now()).toBeGreaterThan(50_000);
		expect(Date.parse((await header('date-60')) ?? '') - Date.now()).toBeLessThan(-50_000);
	});

	test('by chance is the same for the same seed and hits about as often as it says', async () => {
		const run = async (seed: number): Promise<string> => {
			const sandbox = await sandboxFor({ seed, fault: '500 on GET /domains p=0.3' });
			const graph = await graphOf(sandbox);
			let hits = '';
			for (let at = 0; at < 100; at++)
				hits += (await graph('GET', '/v1.0/domains')).status === 500 ? 'x' : '.';
			return hits;
		};
		const [first, again, other] = [await run(5), await run(5), await run(6)];
		expect(first).toBe(again);
		expect(first).not.toBe(other);
		expect(first.split('x').length - 1).toBeGreaterThan(15);
		expect(first.split('x').length - 1).toBeLessThan(45);
	});

	test('can hit the login service in its own words', async () => {
		const sandbox = await sandboxFor({
			fault: '503 retry-after=1 on POST */oauth2/v2.0/token times=1',
		});
		const answer = await askToken(sandbox);
		expect([answer.status, answer.body['error']]).toEqual([503, 'temporarily_unavailable']);
		expect((await askToken(sandbox)).status).toBe(200);
	});

	test('matches the path people read, whatever its encoding and letter case', async () => {
		const sandbox = await sandboxFor({
			fault: '403 on GET /V1.0/users/Adele.Vance@rehearsal.example',
		});
		const graph = await graphOf(sandbox);
		expect((await graph('GET', '/v1.0/users/adele.vance%40rehearsal.example')).status).toBe(403);
		expect((await graph('GET', `/v1.0/users/${idOf(sandbox, 'adele.vance')}`)).status).toBe(200);
	});

	test('can be given as a rule while the sandbox runs', async () => {
		const sandbox = await sandboxFor();
		sandbox.faults.add({
			effect: { kind: 'status', status: 418 },
			method: '*',
			path: '/domains',
			times: 1,
		});
		const graph = await graphOf(sandbox);
		expect((await graph('GET', '/v1.0/domains')).status).toBe(418);
		expect((await graph('GET', '/v1.0/domains')).status).toBe(200);
	});
});

const waited = (milliseconds: number): Promise<string> =>
	new Promise((resolve) => setTimeout(() => resolve('no answer'), milliseconds));
