import { describe, expect, test } from 'vitest';
import { askToken, graphOf, idOf, sandboxFor, send, verdict, withdraw } from './client';

describe('every answer', () => {
	test('carries ids, a date and the mark of the simulation', async () => {
		const sandbox = await sandboxFor();
		const graph = await graphOf(sandbox);
		const headers = { 'client-request-id': '5a3c7e0e-6a2b-4c5e-9f5b-1c2d3e4f5a6b' };
		const { headers: got } = await graph('GET', '/v1.0/organization', undefined, headers);
		expect(got.get('client-request-id')).toBe(headers['client-request-id']);
		expect(got.get('request-id')).toMatch(/^[0-9a-f-]{36}$/);
		expect(got.get('x-offboardiq-simulated')).toBe('true');
		expect(Date.parse(got.get('date') ?? '')).toBeGreaterThan(0);
	});

	test('of an error repeats the ids in its body', async () => {
		const sandbox = await sandboxFor();
		const { headers, body } = await (
			await graphOf(sandbox)
		)('GET', '/v1.0/users/nobody@rehearsal.example');
		expect(body.error.code).toBe('Request_ResourceNotFound');
		expect(body.error.innerError['request-id']).toBe(headers.get('request-id'));
		expect(body.error.innerError).toHaveProperty('client-request-id');
		expect(body.error.innerError).toHaveProperty('date');
	});
});

describe('a request that is not understood', () => {
	test.each([
		['GET', '/v1.0/nonsense', undefined, '400 BadRequest'],
		['GET', '/v1.0/users/adele.vance@rehearsal.example/pets', undefined, '400 BadRequest'],
		['POST', '/v1.0/organization', {}, '405 Request_BadRequest'],
		['PATCH', '/v1.0/users/adele.vance@rehearsal.example', '{"accountEnabled":', '400 BadRequest'],
		['PATCH', '/v1.0/users/adele.vance@rehearsal.example', undefined, '400 BadRequest'],
		['GET', '/v1.0/users?$skip=3', undefined, '400 BadRequest'],
		['GET', '/v1.0/users?$top=0', undefined, '400 Request_BadRequest'],
		['GET', '/v1.0/users?$top=5&$top=6', undefined, '400 BadRequest'],
		['GET', '/v1.0/users?$select=favouriteColour', undefined, '400 BadRequest'],
		[
			'GET',
			'/v1.0/users/adele.vance@rehearsal.example?$expand=memberOf',
			undefined,
			'400 BadRequest',
		],
		['GET', '/v1.0/groups/not-an-id/members', undefined, '400 Request_BadRequest'],
		['GET', '/v1.0/users/%E0%A4%A', undefined, '400 BadRequest'],
	])('is refused: %s %s', async (method, path, body, expected) => {
		const sandbox = await sandboxFor();
		expect(verdict(await (await graphOf(sandbox))(method, path, body))).toBe(expected);
	});

	test('names the segment that does not exist', async () => {
		const graph = await graphOf(await sandboxFor());
		const { body } = await graph('GET', '/v1.0/users/adele.vance@rehearsal.example/pets/3');
		expect(body.error.message).toBe("Resource not found for the segment 'pets'.");
	});

	test('is refused on v1.0 when it exists in beta only', async () => {
		const graph = await graphOf(await sandboxFor());
		const path = 'users/adele.vance@rehearsal.example/authentication/signInPreferences';
		expect((await graph('GET', `/v1.0/${path}`)).status).toBe(400);
		expect((await graph('GET', `/beta/${path}`)).status).toBe(200);
	});
});

describe('permissions', () => {
	test.each([
		['User.RevokeSessions.All', 'POST', 'revokeSignInSessions', '403 Authorization_RequestDenied'],
		[
			'UserAuthenticationMethod.ReadWrite.All',
			'GET',
			'authentication/methods',
			'403 Authorization_RequestDenied',
		],
		['MailboxSettings.ReadWrite', 'GET', 'mailboxSettings', '403 ErrorAccessDenied'],
		['MailboxSettings.ReadWrite', 'GET', 'mailFolders/inbox/messageRules', '403 ErrorAccessDenied'],
	])('without %s: %s %s is refused', async (permission, method, path, expected) => {
		const sandbox = await sandboxFor();
		const url = `/v1.0/users/${idOf(sandbox, 'adele.vance')}/${path}`;
		expect((await (await graphOf(sandbox))(method, url)).status).toBe(200);
		withdraw(sandbox, permission);
		expect(verdict(await (await graphOf(sandbox))(method, url))).toBe(expected);
	});

	test('are those of the token, not of the moment', async () => {
		const sandbox = await sandboxFor();
		const token = String((await askToken(sandbox)).body['access_token']);
		sandbox.tenant.app.permissions = [];
		expect((await send(sandbox.url, token, 'GET', '/v1.0/domains')).status).toBe(200);
	});
});
