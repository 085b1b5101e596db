import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { graphPath, type GraphRequest, type GraphResult } from '../../../../nodes/shared/graph';
import { member, startScriptedGraph, type ScriptedGraph } from '../../../harness/scriptedGraph';

const PASSWORD = 'N3w-Pa55word-for-the-leaver';

const setPassword: GraphRequest = {
	method: 'PATCH',
	path: graphPath`/users/${'1'}`,
	body: { passwordProfile: { password: PASSWORD } },
	effect: 'repeatable',
	permissions: ['User-PasswordProfile.ReadWrite.All'],
};

const me: GraphRequest = {
	method: 'GET',
	path: graphPath`/users/${'1'}`,
	effect: 'read',
	permissions: ['User.Read.All'],
};

let server: ScriptedGraph;
beforeEach(async () => {
	server = await startScriptedGraph();
});
afterEach(async () => {
	await server.close();
});

function failureOf(result: GraphResult) {
	if (result.ok) throw new Error('it worked');
	return result.failure;
}

describe('what a failure and the record tell', () => {
	const error = (inner: object) => ({
		error: { code: 'Request_BadRequest', message: 'Weak.', innerError: inner },
	});

	test('neither the token, nor the secret, nor a body', async () => {
		server.answer(
			{ status: 400, body: error({}) },
			{ status: 403, body: error({}) },
			{ status: 403, body: error({}) },
			'reset',
			{ body: '<html>' },
			{ status: 401 },
			{ status: 401 },
		);
		const failures = [];
		const once = { ...setPassword, effect: 'atMostOnce' } as const;
		for (let at = 0; at < 5; at += 1) failures.push(failureOf(await server.graph.attempt(once)));
		const { credential } = server.connection;
		const secrets = [
			PASSWORD,
			credential.kind === 'secret' ? credential.clientSecret : 'no secret',
			...server.tokens,
		];
		const told = [
			...failures.map((failure) => inspect(failure, { depth: 12, showHidden: true })),
			...failures.map((failure) => `${failure.stack ?? ''} ${JSON.stringify(failure)}`),
			JSON.stringify(server.graph.calls),
		].join('\n');
		expect(failures.map((failure) => failure.status)).toEqual([400, 403, null, null, 401]);
		for (const secret of secrets) expect(told).not.toContain(secret);
		expect(told).not.toContain('Bearer');
		expect(JSON.stringify(server.requests)).toContain(PASSWORD);
	});

	test('the request-id of the header, or that of the body where it has one', async () => {
		server.answer(
			{ status: 400, headers: { 'request-id': 'from-header' }, body: {} },
			{
				status: 400,
				headers: { 'request-id': 'from-header' },
				body: error({ 'request-id': 'from-body' }),
			},
			{ status: 400, body: { error: { innererror: { 'request-id': 'from-old-body' } } } },
			{ body: { id: '1' }, headers: { 'request-id': 'of-success' } },
		);
		const ids = [];
		for (let at = 0; at < 3; at += 1) ids.push(failureOf(await server.graph.attempt(me)).requestId);
		expect(ids).toEqual(['from-header', 'from-body', 'from-old-body']);
		expect(await server.graph.send(me)).toMatchObject({ requestId: 'of-success' });
		expect(server.graph.calls.map((call) => call.requestId)).toEqual([...ids, 'of-success']);
	});

	test('every send has a row of its own, with our id for it', async () => {
		server.answer({ status: 503 }, { body: { id: '1' } });
		await server.graph.send({ ...me, query: { $select: 'id' } });
		expect(server.graph.calls).toMatchObject([
			{ method: 'GET', path: '/v1.0/users/1?$select=id', status: 503, attempt: 1, inBatch: false },
			{ status: 200, attempt: 2 },
		]);
		expect(server.requests.map(({ headers }) => headers['client-request-id'])).toEqual(
			server.graph.calls.map((call) => call.clientRequestId),
		);
		expect(new Set(server.graph.calls.map((call) => call.clientRequestId)).size).toBe(2);
	});

	test.each([
		[null, 'HTTP 400'],
		['text', 'HTTP 400'],
		[{ error: 'text' }, 'HTTP 400'],
		[{ error: { code: 7, message: [] } }, 'HTTP 400'],
		[{ error: { code: 'Odd', innerError: 'x' } }, 'Odd'],
	])('an error of another shape: %j', async (body, code) => {
		server.answer({ status: 400, body: JSON.stringify(body) });
		const failure = failureOf(await server.graph.attempt(me));
		expect(failure).toMatchObject({ kind: 'refused', code, requestId: null, graphMessage: null });
	});

	test('a mailbox that an access policy keeps from the app is not called a missing permission', async () => {
		const no = { status: 403, body: { error: { code: 'ErrorAccessDenied', message: 'x' } } };
		server.answer(no, no);
		const failure = failureOf(await server.graph.attempt(me));
		expect(failure.missingPermission).toBeNull();
		expect(failure.message).toContain('application access policy');
	});
});

describe('a client that only reads', () => {
	test.each(['POST', 'PATCH', 'PUT', 'DELETE'] as const)(
		'refuses %s before it is sent',
		async (method) => {
			const graph = server.client({ readOnly: true });
			for (const effect of ['repeatable', 'idempotent', 'createOnce', 'atMostOnce'] as const) {
				const request = { ...setPassword, method, effect };
				await expect(graph.attempt(request)).rejects.toThrow(`dry run tried to send ${method}`);
				await expect(graph.together([me, request])).rejects.toThrow('dry run');
				await expect(graph.inOrder([me, request])).rejects.toThrow('dry run');
			}
			expect([...server.requests, ...server.logins]).toEqual([]);
			expect(graph.calls).toEqual([]);
		},
	);

	test.each(['PATCH', 'PUT', 'DELETE'] as const)(
		'refuses %s even when it is called a read',
		async (method) => {
			const graph = server.client({ readOnly: true });
			const mislabelled = { ...setPassword, method, effect: 'read' } as const;
			await expect(graph.attempt(mislabelled)).rejects.toThrow('dry run');
			await expect(graph.together([mislabelled])).rejects.toThrow('dry run');
			expect(server.requests).toEqual([]);
		},
	);

	test('reads, singly and in a batch', async () => {
		server.answer({ body: {} }, { body: { responses: [member(1, 200, {})] } });
		const graph = server.client({ readOnly: true });
		await graph.send(me);
		expect(await graph.together([me])).toMatchObject([{ ok: true }]);
	});
});

describe('where requests go', () => {
	test('a path that holds an address stays at the connection’s own host', async () => {
		const other = await startScriptedGraph();
		server.answer({ body: {} });
		await server.graph.send({ ...me, path: graphPath`/users/${`${other.url}/v1.0/x`}` });
		expect(server.requests).toHaveLength(1);
		expect(other.requests).toHaveLength(0);
		await other.close();
	});

	test('a token never goes to another host, even when somebody forges a path', async () => {
		server.answer({ body: {} });
		const forged = { ...me, path: 'https://evil.example/v1.0/users' as GraphRequest['path'] };
		await server.graph.attempt(forged).catch(() => null);
		for (const { url } of server.requests) expect(url).toMatch(/^\/v1\.0\//);
		expect(server.graph.calls.every((call) => call.status !== null)).toBe(true);
	});

	test('a body is announced as JSON, and its absence is not', async () => {
		server.answer({ status: 204 }, { status: 204 });
		await server.graph.send(setPassword);
		const { body: _, ...bare } = setPassword;
		await server.graph.send({ ...bare, method: 'POST' });
		expect(server.requests.map(({ headers }) => headers['content-type'])).toEqual([
			'application/json',
			undefined,
		]);
		expect(server.requests[0]?.body).toEqual(setPassword.body);
	});
});
