import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../runner/sandbox';
import { command, startCommand } from '../../harness/command';

vi.setConfig({ testTimeout: 90_000 });

const open: Sandbox[] = [];
afterEach(async () => {
	await Promise.all(open.splice(0).map((sandbox) => sandbox.close()));
});

async function scene(options: SandboxOptions = {}) {
	const sandbox = await startSandbox({ port: 0, ...options });
	open.push(sandbox);
	const folder = mkdtempSync(join(tmpdir(), 'oiq-sync-'));
	const connection = join(folder, 'connection.json');
	writeFileSync(connection, JSON.stringify(sandbox.connection));
	const args = ['sync', '--connection', connection, '--data', join(folder, 'data')];
	return { sandbox, args, sync: (...more: string[]) => command([...args, ...more]) };
}

describe('offboardiq sync', () => {
	it('--json prints exactly one object with the keys of the contract, and ends with 0', async () => {
		const { sync, sandbox } = await scene();
		const { code, stdout, stderr } = await sync('--json');
		expect({ code, stderr, lines: stdout.trimEnd().split('\n').length }).toEqual({
			code: 0,
			stderr: '',
			lines: 1,
		});
		expect(JSON.parse(stdout)).toEqual({
			tenantId: sandbox.tenant.tenantId,
			scope: 'tenant',
			group: null,
			status: 'completed',
			full: true,
			people: { employees: 58, guests: 1, disabled: 1, roomsOrShared: 0, total: 60 },
			added: 60,
			updated: 0,
			removed: 0,
			pages: 1,
			startedAt: expect.stringMatching(/^\d{4}-.*Z$/),
			finishedAt: expect.stringMatching(/^\d{4}-.*Z$/),
			message: null,
		});
	});

	it('tells a person how many there are, apart by kind, and that they are not real', async () => {
		const { sync } = await scene();
		const { code, stdout } = await sync();
		expect(code).toBe(0);
		expect(stdout).toContain(
			'Simulated tenant: these people are not real.\n58 employees in the tenant',
		);
		expect(stdout).toContain('1 guest, 1 disabled account, and 0 more that might be rooms');
		expect(stdout).toMatch(/60 added, 0 updated, 0 removed; everybody read in 1 page, \d+\.\d s\./);
	});

	it('ends with 2 when it stopped, says how to confirm, and goes through with it then', async () => {
		const { sync, sandbox } = await scene();
		await sync();
		sandbox.tenant.users = sandbox.tenant.users.slice(0, 30);
		const stopped = await sync('--json');
		expect(stopped.code).toBe(2);
		expect(stopped.stderr).toMatch(/^sync stopped: 30 of 60 .*--confirm-removals\.\n$/);
		expect(JSON.parse(stopped.stdout)).toMatchObject({ status: 'stopped', removed: 0 });
		const confirmed = await sync('--json', '--confirm-removals');
		expect(confirmed.code).toBe(0);
		expect(JSON.parse(confirmed.stdout)).toMatchObject({ status: 'completed', removed: 30 });
	});

	it('ends with 1 and one line on stderr when it failed', async () => {
		const { sync, sandbox } = await scene();
		sandbox.tenant.app.permissions = [];
		const failed = await sync('--json');
		expect(failed.code).toBe(1);
		expect(failed.stderr).toMatch(/^sync failed: .*User\.Read\.All.*\n$/);
		expect(JSON.parse(failed.stdout)).toMatchObject({ status: 'failed' });
		expect(failed.stderr.trimEnd()).not.toContain('\n');
	});

	it.each([
		[['--group', ''], /^The group is not an object id/],
		[['--group', 'Retail'], /^The group is not an object id/],
		[['--removal-limit', '101'], /takes a whole number from 0 to 100/],
		[['somebody'], /^Too many arguments/],
	])('refuses %j in one line, before it asks', async (more, line) => {
		const { sync, sandbox } = await scene();
		const { code, stdout, stderr } = await sync(...more);
		expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
		expect(stderr).toMatch(line);
		expect(stderr.trimEnd()).not.toContain('\n');
		expect(sandbox.log).toEqual([]);
	});

	it('goes on after kill -9 in the middle, at once and after the pages that were written', async () => {
		const { args, sync, sandbox } = await scene({ users: 5_000 });
		sandbox.setLatency(150);
		const { child, ended } = startCommand([...args, '--json']);
		// Three pages are written at once; they are when the fifth is under way.
		await vi.waitFor(
			() => expect(sandbox.log.filter(({ url }) => /skiptoken/.test(url)).length).toBe(5),
			{ timeout: 60_000, interval: 5 },
		);
		child.kill('SIGKILL');
		await ended;
		sandbox.setLatency(0);
		const { code, stdout, stderr } = await sync('--json');
		expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
		expect(JSON.parse(stdout)).toMatchObject({
			status: 'completed',
			added: 5_000,
			pages: 6,
			people: { total: 5_000 },
			message: expect.stringMatching(/^It went on after page [345],/),
		});
	});
});
