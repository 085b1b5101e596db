import { describe, expect, test } from 'vitest';
import { askToken, graphOf, sandboxFor, send, verdict } from './client';

const GUID = '00000000-0000-4000-8000-000000000000';

describe('the token endpoint', () => {
	test('gives a token that carries tenant, app and granted permissions', async () => {
		const sandbox = await sandboxFor();
		sandbox.tenant.app.permissions = ['User.Read.All'];
		const { status, body } = await askToken(sandbox);
		const claims = JSON.parse(
			Buffer.from(String(body['access_token']).split('.')[1] ?? '', 'base64url').toString(),
		) as Record<string, unknown>;
		expect(status).toBe(200);
		expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3599 });
		expect(claims).toMatchObject({
			tid: sandbox.connection.tenantId,
			appid: sandbox.connection.clientId,
			roles: ['User.Read.All'],
		});
	});

	test.each([
		['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client', 7000215],
		['an unknown client', { client_id: GUID }, 400, 'unauthorized_client', 700016],
		[
			'an unknown resource',
			{ scope: 'https://other.example/.default' },
			400,
			'invalid_resource',
			500011,
		],
		['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type', 70003],
	])('refuses %s', async (_, changes, status, error, code) => {
		const answer = await askToken(await sandboxFor(), changes);
		expect(answer.status).toBe(status);
		expect(answer.body).toMatchObject({ error, error_codes: [code] });
		expect(answer.body['error_description']).toMatch(new RegExp(`^AADSTS${code}: .* Trace ID: `));
		expect(answer.body).toHaveProperty('correlation_id');
	});

	test('refuses an unknown tenant and an expired secret', async () => {
		const sandbox = await sandboxFor();
		expect((await askToken(sandbox, {}, GUID)).body['error_codes']).toEqual([90002]);
		sandbox.tenant.app.secretExpired = true;
		const expired = await askToken(sandbox);
		expect([expired.status, expired.body['error_codes']]).toEqual([401, [7000222]]);
	});

	test('knows the tenant by its domain as well', async () => {
		expect((await askToken(await sandboxFor(), {}, 'rehearsal.example')).status).toBe(200);
	});

	test('never writes a secret or a token to the log', async () => {
		const sandbox = await sandboxFor();
		const token = String((await askToken(sandbox)).body['access_token']);
		await send(sandbox.url, token, 'GET', '/v1.0/organization');
		const text = JSON.stringify(sandbox.log);
		expect(sandbox.log).toHaveLength(2);
		expect(text).not.toContain(sandbox.connection.clientSecret);
		expect(text).not.toContain(token);
		expect(sandbox.log[0]).toMatchObject({
			body: { client_secret: '[REDACTED]' },
			responseBody: { access_token: '[REDACTED]' },
		});
	});
});

describe('a Graph request', () => {
	test('needs a token of this process, tenant and time', async () => {
		const sandbox = await sandboxFor();
		const other = await sandboxFor({ seed: 2 });
		const get = async (token: string | null) =>
			send(sandbox.url, token, 'GET', '/v1.0/organization');
		const foreign = String((await askToken(other)).body['access_token']);
		for (const bad of [null, 'abc', 'a.b.c', foreign]) {
			const answer = await get(bad);
			expect(verdict(answer)).toBe('401 InvalidAuthenticationToken');
			expect(answer.headers.get('www-authenticate')).toContain('Bearer');
		}
	});

	test('is refused with an expired token until a new one comes', async () => {
		const sandbox = await sandboxFor();
		const graph = await graphOf(sandbox);
		expect((await graph('GET', '/v1.0/organization')).status).toBe(200);
		sandbox.tenant.app.tokenGeneration++;
		const expired = await graph('GET', '/v1.0/organization');
		expect(expired.body.error.message).toBe('Lifetime validation failed, the token is expired.');
		expect((await (await graphOf(sandbox))('GET', '/v1.0/organization')).status).toBe(200);
	});

	test('is refused once its lifetime is over', async () => {
		const sandbox = await sandboxFor();
		sandbox.tenant.app.tokenLifetimeSeconds = 0;
		expect(verdict(await (await graphOf(sandbox))('GET', '/v1.0/domains'))).toMatch(/^401 /);
	});
});
