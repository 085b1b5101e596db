import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { NAMED_TENANTS, startSandbox } from '../../../runner/sandbox';
import { leaverUpn } from '../../../runner/sandbox/fixtures/tenants';
import { graphOf, sandboxFor } from './client';

describe('a named tenant', () => {
	test('has a name of its own and a story', () => {
		const names = NAMED_TENANTS.map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
		expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([]);
		expect(NAMED_TENANTS.filter(({ story }) => !/^\S.*\.$/.test(story))).toEqual([]);
	});

	test.each(NAMED_TENANTS)('$name is small, and the leaver is in it', async (named) => {
		const { tenant, leaver } = await sandboxFor({ tenant: named.name });
		expect(leaver).toBe(leaverUpn(named));
		const upns = tenant.users.map(({ profile }) => profile.userPrincipalName);
		expect(upns).toContain(leaver);
		expect(upns.length).toBeLessThan(12);
		const people = new Set(tenant.users.map(({ profile }) => profile.id));
		const devices = tenant.managedDevices.filter(
			({ profile }) => !people.has(profile.userId ?? ''),
		);
		expect(devices).toEqual([]);
	});

	test('is the same tenant every time', async () => {
		const [first, second] = [
			await sandboxFor({ tenant: 'pim' }),
			await sandboxFor({ tenant: 'pim' }),
		];
		expect(first.tenant).toEqual(second.tenant);
	});

	test('that nobody knows is refused in one line that lists the names', async () => {
		const start = startSandbox({ port: 0, tenant: 'nowhere' });
		await expect(start).rejects.toThrow(
			/^There is no tenant called "nowhere"\. There are: ordinary, [^\n]+, lost-answers\.$/,
		);
	});

	test('can not have a number of people', async () => {
		const start = startSandbox({ port: 0, tenant: 'pim', users: 5 });
		await expect(start).rejects.toThrow(/^A named tenant has the people of its case\. [^\n]+$/);
	});

	test('does not take the place of one that was kept', async () => {
		const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sandbox-test-'));
		const first = await startSandbox({ port: 0, dataDir: folder, tenant: 'hybrid' });
		await first.close();
		const again = startSandbox({ port: 0, dataDir: folder, tenant: 'pim' });
		await expect(again).rejects.toThrow(/^There is a tenant in [^\n]+ already\. [^\n]+$/);
		const second = await sandboxFor({ dataDir: folder });
		expect(second.tenant.users).toEqual(first.tenant.users);
		fs.rmSync(folder, { recursive: true });
	});

	test('changes meanwhile, once the offboarding is under way', async () => {
		const sandbox = await sandboxFor({ tenant: 'changed-user' });
		const graph = await graphOf(sandbox);
		const device = sandbox.tenant.managedDevices.find(
			({ profile }) => profile.userPrincipalName === sandbox.leaver,
		);
		const owner = device?.profile.userId;
		await graph('GET', `/v1.0/users/${owner}`);
		expect(device?.profile.userId).toBe(owner);
		await graph('PATCH', `/v1.0/users/${owner}`, { accountEnabled: false });
		expect(device?.profile.userId).not.toBe(owner);
	});
});
