import http from 'node:http';
import { describe, expect, test } from 'vitest';
import { STATE_PATH, type TenantState } from '../../../runner/sandbox';
import { graphOf, sandboxFor } from './client';

const NEW_PASSWORD = 'Correct-horse-7-battery-staple';

describe('GET /_state', () => {
	test('shows the tenant as it is now, without a token', async () => {
		const sandbox = await sandboxFor({ tenant: 'ordinary' });
		const graph = await graphOf(sandbox);
		await graph('PATCH', `/v1.0/users/${sandbox.leaver}`, { accountEnabled: false });
		const answer = await fetch(sandbox.url + STATE_PATH);
		expect(answer.status).toBe(200);
		const state = (await answer.json()) as TenantState;
		const leaver = state.users.find(({ profile }) => profile.userPrincipalName === sandbox.leaver);
		expect(leaver?.profile.accountEnabled).toBe(false);
		expect(state.managedDevices.length).toBeGreaterThan(0);
		expect(state.groups.map(({ profile }) => profile.displayName)).toContain('Retail');
	});

	test('shows no secret, and of passwords only how many there were', async () => {
		const sandbox = await sandboxFor();
		const graph = await graphOf(sandbox);
		const { status } = await graph('PATCH', `/v1.0/users/enrico.cattaneo@rehearsal.example`, {
			passwordProfile: { password: NEW_PASSWORD, forceChangePasswordNextSignIn: true },
		});
		expect(status).toBe(204);
		const text = await (await fetch(sandbox.url + STATE_PATH)).text();
		const hashes = sandbox.tenant.users.flatMap(({ passwordHashes }) => passwordHashes);
		expect(hashes).toHaveLength(1);
		const secrets = [sandbox.connection.clientSecret, NEW_PASSWORD, ...hashes];
		expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
		const enrico = (JSON.parse(text) as { users: { passwordsSet: number }[] }).users;
		expect(enrico.filter(({ passwordsSet }) => passwordsSet === 1)).toHaveLength(1);
	});

	test('is not a request to Graph: no log entry, no fault, no write', async () => {
		const sandbox = await sandboxFor({ fault: '503 on * *' });
		expect((await fetch(sandbox.url + STATE_PATH)).status).toBe(200);
		const { status, headers } = await fetch(sandbox.url + STATE_PATH, { method: 'DELETE' });
		expect([status, headers.get('allow')]).toEqual([405, 'GET']);
		expect(sandbox.log).toEqual([]);
	});

	test('is refused to a web page that goes by another name', async () => {
		const sandbox = await sandboxFor();
		const text = await statusWithHost(sandbox.url + STATE_PATH, 'evil.example');
		expect(text).toBe(403);
		expect(await statusWithHost(sandbox.url + STATE_PATH, 'localhost:4010')).toBe(200);
	});
});

function statusWithHost(url: string, host: string): Promise<number | undefined> {
	return new Promise((resolve, reject) => {
		http
			.get(url, { headers: { host } }, (answer) => {
				answer.resume();
				resolve(answer.statusCode);
			})
			.on('error', reject);
	});
}
