import { describe, expect, test } from 'vitest';
import { type Body, graphOf, idOf, person, sandboxFor, verdict } from '../client';

const JSON_TYPE = { 'Content-Type': 'application/json' };

type Member = { id: string; method: string; url: string; [key: string]: unknown };

async function batchOf(requests: (id: string) => Member[], fault = '') {
	const sandbox = await sandboxFor({ fault });
	const graph = await graphOf(sandbox);
	const reply = await graph('POST', '/v1.0/$batch', {
		requests: requests(idOf(sandbox, 'adele.vance')),
	});
	const members = new Map<string, Body['responses'][number]>();
	for (const member of reply.body.responses ?? []) members.set(member.id, member);
	return { sandbox, graph, reply, members };
}

const read = (id: string, user: string): Member => ({
	id,
	method: 'GET',
	url: `/users/${user}?$select=id,displayName`,
});

describe('a batch', () => {
	test('answers each member by its id, with status, headers and body of its own', async () => {
		const { reply, members } = await batchOf((user) => [
			read('a', user),
			read('b', 'nobody@rehearsal.example'),
		]);
		expect(reply.status).toBe(200);
		expect(members.get('a')).toMatchObject({ status: 200, body: { displayName: 'Adele Vance' } });
		expect(members.get('b')).toMatchObject({
			status: 404,
			body: { error: { code: 'Request_ResourceNotFound' } },
		});
		expect(members.get('a')?.headers['Content-Type']).toBe('application/json');
	});

	test('does not keep the order of the requests', async () => {
		const { reply } = await batchOf((user) => [read('1', user), read('2', user), read('3', user)]);
		expect(reply.body.responses.map(({ id }) => id)).not.toEqual(['1', '2', '3']);
	});

	test('runs members after what they depend on, and fails them with it', async () => {
		const { members, sandbox } = await batchOf((user) => [
			{
				id: 'third',
				method: 'POST',
				url: `/users/${user}/revokeSignInSessions`,
				dependsOn: ['second'],
			},
			{ id: 'second', method: 'GET', url: '/users/nobody@rehearsal.example', dependsOn: ['first'] },
			{
				id: 'first',
				method: 'PATCH',
				url: `/users/${user}`,
				headers: JSON_TYPE,
				body: { accountEnabled: false },
			},
		]);
		expect(members.get('first')?.status).toBe(204);
		expect(members.get('first')).not.toHaveProperty('body');
		expect(members.get('second')?.status).toBe(404);
		expect(members.get('third')).toMatchObject({
			status: 424,
			body: { error: { code: 'FailedDependency' } },
		});
		expect(person(sandbox, 'adele.vance').profile.accountEnabled).toBe(false);
	});

	test('throttles one member and not the others', async () => {
		const requests = (user: string) => [read('a', user), read('b', user)];
		const { members, reply } = await batchOf(
			requests,
			'429 retry-after=7 on GET */users/* skip=1 times=1',
		);
		expect(reply.status).toBe(200);
		expect(members.get('a')?.status).toBe(200);
		expect(members.get('b')).toMatchObject({
			status: 429,
			headers: { 'Retry-After': '7' },
			body: { error: { code: 'TooManyRequests' } },
		});
	});

	test('loses the work of nobody but the answer of all when the connection drops', async () => {
		const sandbox = await sandboxFor({ fault: 'reset-after on PATCH */users/*' });
		const graph = await graphOf(sandbox);
		const body = {
			id: '1',
			method: 'PATCH',
			url: `/users/${idOf(sandbox, 'adele.vance')}`,
			headers: JSON_TYPE,
			body: { accountEnabled: false },
		};
		await expect(graph('POST', '/v1.0/$batch', { requests: [body] })).rejects.toThrow();
		expect(person(sandbox, 'adele.vance').profile.accountEnabled).toBe(false);
		expect(sandbox.log.at(-1)?.status).toBeNull();
	});

	test('keeps the passwords of its members out of the log', async () => {
		const secret = 'Vx7!mQ2#tR9$wL4&zK8p';
		const { sandbox } = await batchOf((user) => [
			{
				id: '1',
				method: 'PATCH',
				url: `/users/${user}`,
				headers: JSON_TYPE,
				body: { passwordProfile: { password: secret } },
			},
		]);
		expect(JSON.stringify(sandbox.log)).not.toContain(secret);
	});

	test.each([
		['nothing in it', () => []],
		[
			'more than 20 members',
			(user: string) => Array.from({ length: 21 }, (_, at) => read(String(at), user)),
		],
		['an id twice', (user: string) => [read('a', user), read('A', user)]],
		[
			'an absolute url',
			(user: string) => [
				read('a', user),
				{ id: 'b', method: 'GET', url: 'https://graph.microsoft.com/v1.0/users' },
			],
		],
		['a version in a url', () => [{ id: 'b', method: 'GET', url: '/v1.0/users' }]],
		[
			'a body without its type',
			(user: string) => [{ id: 'a', method: 'PATCH', url: `/users/${user}`, body: {} }],
		],
		['an unknown dependency', (user: string) => [{ ...read('a', user), dependsOn: ['z'] }]],
		[
			'a circle of dependencies',
			(user: string) => [
				{ ...read('a', user), dependsOn: ['b'] },
				{ ...read('b', user), dependsOn: ['a'] },
			],
		],
	])('with %s is refused as a whole', async (_, requests) => {
		expect(verdict((await batchOf(requests)).reply)).toBe('400 BadRequest');
	});

	test('without a token is refused as a whole', async () => {
		const sandbox = await sandboxFor();
		const graph = await graphOf(sandbox);
		sandbox.tenant.app.tokenGeneration++;
		expect(verdict(await graph('POST', '/v1.0/$batch', { requests: [read('a', 'x')] }))).toBe(
			'401 InvalidAuthenticationToken',
		);
	});
});
