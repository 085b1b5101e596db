import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startSandbox } from '../../../runner/sandbox';
import { askToken, graphOf, idOf, person, sandboxFor, verdict } from './client';

let folder: string;

beforeEach(() => {
	folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sandbox-test-'));
});
afterEach(() => {
	fs.rmSync(folder, { recursive: true, force: true });
});

describe('the tenant', () => {
	test('survives a restart, and the old token does not', async () => {
		const first = await startSandbox({ port: 0, dataDir: folder, users: 20 });
		const id = idOf(first, 'adele.vance');
		const token = String((await askToken(first)).body['access_token']);
		await (
			await graphOf(first)
		)('PATCH', `/v1.0/users/${id}`, { accountEnabled: false });
		await first.close();
		const second = await sandboxFor({ dataDir: folder, users: 60 });
		expect(person(second, 'adele.vance').profile.accountEnabled).toBe(false);
		expect(second.tenant.users).toHaveLength(20);
		expect(second.connection.clientSecret).toBe(first.connection.clientSecret);
		const old = await fetch(`${second.url}/v1.0/domains`, {
			headers: { authorization: `Bearer ${token}` },
		});
		expect(old.status).toBe(401);
	});

	test('is on disk soon after a change, without half-written files beside it', async () => {
		const sandbox = await sandboxFor({ dataDir: folder });
		const id = idOf(sandbox, 'adele.vance');
		await (
			await graphOf(sandbox)
		)('PATCH', `/v1.0/users/${id}`, { accountEnabled: false });
		const file = path.join(folder, 'sandbox-tenant.json');
		await vi.waitFor(() => {
			const saved = JSON.parse(fs.readFileSync(file, 'utf8')) as typeof sandbox.tenant;
			const adele = saved.users.find(({ profile }) => profile.id === id);
			expect(adele?.profile.accountEnabled).toBe(false);
		}, 5000);
		expect(fs.readdirSync(folder)).toEqual(['sandbox-tenant.json']);
	});

	test.each(['{"schema":"offboardiq', '[]', 'null', '{"schema":"other"}'])(
		'that is saved as %s is refused in one line',
		async (text) => {
			fs.writeFileSync(path.join(folder, 'sandbox-tenant.json'), text);
			await expect(startSandbox({ port: 0, dataDir: folder })).rejects.toThrow(
				/^The sandbox state .* is damaged [^\n]*$/,
			);
		},
	);

	test('is the same for the same seed and another for another', async () => {
		const [one, same, other] = [
			await sandboxFor(),
			await sandboxFor(),
			await sandboxFor({ seed: 9 }),
		];
		expect(one.tenant).toEqual(same.tenant);
		expect(other.connection.tenantId).not.toBe(one.connection.tenantId);
		expect(other.tenant.users.map(({ profile }) => profile.displayName).slice(0, 30)).toEqual(
			one.tenant.users.map(({ profile }) => profile.displayName).slice(0, 30),
		);
	});
});

describe('starting', () => {
	test('on a taken port says so in one line', async () => {
		const { url } = await sandboxFor();
		const port = Number(new URL(url).port);
		await expect(startSandbox({ port })).rejects.toThrow(
			`The sandbox can't listen on port ${port}: another program uses it. Choose another with --port, or 0 for any free one.`,
		);
	});

	test('with a log that can not be written says so', async () => {
		await expect(
			startSandbox({ port: 0, logFile: path.join(folder, 'no', 'log.jsonl') }),
		).rejects.toThrow(/^The sandbox log .* can't be written/);
	});

	test('gives a connection that is good for the login and for Graph', async () => {
		const sandbox = await sandboxFor();
		expect(sandbox.connection).toMatchObject({
			cloud: 'global',
			graphBaseUrl: sandbox.url,
			loginBaseUrl: sandbox.url,
		});
		expect((await (await graphOf(sandbox))('GET', '/v1.0/organization')).status).toBe(200);
	});
});

describe('the log', () => {
	test('has one line a request, in the file as in memory', async () => {
		const logFile = path.join(folder, 'log.jsonl');
		const sandbox = await sandboxFor({ logFile });
		const graph = await graphOf(sandbox);
		await graph('GET', '/v1.0/users?$top=1');
		const lines = fs
			.readFileSync(logFile, 'utf8')
			.trim()
			.split('\n')
			.map((line) => JSON.parse(line) as unknown);
		expect(lines).toEqual(JSON.parse(JSON.stringify(sandbox.log)));
		expect(sandbox.log[1]).toMatchObject({
			method: 'GET',
			url: `${sandbox.url}/v1.0/users?$top=1`,
			headers: { authorization: '[REDACTED]' },
			status: 200,
			responseHeaders: { 'x-offboardiq-simulated': 'true' },
		});
	});

	test('shows only the size of a body that is not JSON', async () => {
		const sandbox = await sandboxFor();
		const graph = await graphOf(sandbox);
		const bad = await graph(
			'PATCH',
			`/v1.0/users/${idOf(sandbox, 'adele.vance')}`,
			'{"passwordProfile":{"password":"hidden-',
		);
		expect(verdict(bad)).toBe('400 BadRequest');
		expect(JSON.stringify(sandbox.log)).not.toContain('hidden-');
	});
});

test('latency is added to every answer and can change', async () => {
	const sandbox = await sandboxFor({ latencyMs: 400 });
	const timed = async (): Promise<number> => {
		const start = performance.now();
		await askToken(sandbox);
		return performance.now() - start;
	};
	expect(await timed()).toBeGreaterThan(390);
	sandbox.setLatency(0);
	expect(await timed()).toBeLessThan(390);
});
