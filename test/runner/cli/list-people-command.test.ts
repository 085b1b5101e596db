import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openRunner, parseConnection, planTime, type Runner } from '../../../runner';
import { startSandbox, type Sandbox } from '../../../runner/sandbox';
import { command, type Ended } from '../../harness/command';

const ROOT = join(__dirname, '..', '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'oiq-list-people-'));

// Each test is several processes.
vi.setConfig({ testTimeout: 120_000 });

let sandbox: Sandbox;
let runner: Runner;
let id: string;
let crowd: readonly string[];

beforeAll(async () => {
	sandbox = await startSandbox({ port: 0, users: 80, latencyMs: 150 });
	crowd = sandbox.tenant.users.slice(60, 70).map(({ profile }) => profile.userPrincipalName);
	runner = await openRunner({
		...{ dataFolder: folder, packFolder: ROOT, environment: {} },
		workflowFile: join(ROOT, 'dist', 'workflows', 'offboarding.json'),
	});
	({ id } = await runner.scheduleList({
		...{ connection: parseConnection(sandbox.connection), tenantId: sandbox.tenant.tenantId },
		members: crowd.slice(0, 2).map((user) => ({ user, manager: null })),
		...{ simulated: true, time: planTime('2036-01-04T18:00', 'Europe/Berlin', new Date()) },
		...{ breakGlass: [], requestedBy: 'a test', reportFolder: folder },
		choices: { devicePolicy: 'leave' },
	}));
}, 180_000);

afterAll(async () => {
	await runner.close();
	await sandbox.close();
});

const schedule = (...args: readonly string[]): Promise<Ended> =>
	command(['schedule', ...args, '--data', folder]);
const people = async () =>
	(
		JSON.parse((await schedule('people', id, '--json')).stdout) as { userPrincipalName: string }[]
	).map(({ userPrincipalName }) => userPrincipalName);

describe('offboardiq schedule, of a list', () => {
	it('adds people named or in a file, each once, and takes one off again', async () => {
		const [a = '', b = '', c = '', d = '', e = ''] = crowd;
		const named = await schedule('add', id, b, c);
		expect([named.code, named.stderr]).toEqual([0, '']);
		expect(named.stdout).toContain(`, ${c}`);
		expect(named.stdout).toMatch(/Added: .*\n {4}On it already: /);
		const list = join(folder, 'more.csv');
		writeFileSync(list, `user,ticket\n${d},HR-1\n${e},\n`);
		const byFile = await schedule('add', id, '--list', list, '--json');
		expect(JSON.parse(byFile.stdout)).toMatchObject({ id, people: 5, state: 'pending' });
		const off = await schedule('remove', id, a);
		expect(off.stdout).toContain('The account stays as it is.');
		expect(await people()).toEqual([b, c, d, e]);
		expect((await schedule('people', id)).stdout).toContain('added by ');
	});

	it('says in one line what is wrong, and changes nothing', async () => {
		const before = await people();
		for (const [args, says] of [
			[['add', id], 'Nobody was named. Give USER, or --list FILE.'],
			[['add', id, 'nobody@rehearsal.example'], 'Not in the tenant any more: nobody@rehearsal'],
			[['add', 'SCH-2036-000099', before[0] ?? ''], 'There is no schedule SCH-2036-000099.'],
			[['remove', id, 'nobody@rehearsal.example'], `is not on ${id}`],
		] as const) {
			const { code, stderr } = await schedule(...args);
			expect([code, stderr.includes(says), stderr.trim().split('\n').length]).toEqual([1, true, 1]);
		}
		expect(await people()).toEqual(before);
	});

	it('has started: nobody comes onto it, and the whole list can be stopped by its number', async () => {
		const due_at = new Date(Date.now() - 1_000).toISOString();
		await runner.db.updateTable('schedule').set({ due_at }).where('id', '=', id).execute();
		const scheduler = runner.scheduler({ reportFolder: folder });
		await scheduler.tick();
		const { bulkId } = await runner.schedules.get(id);
		const late = await schedule('add', id, crowd[8] ?? '');
		expect([late.code, late.stderr]).toEqual([
			1,
			expect.stringContaining(`has started, as ${bulkId}`),
		]);
		const [stopped] = await Promise.all([
			command(['runs', 'cancel', bulkId ?? '', '--data', folder]),
			expect
				.poll(async () => (await runner.bulkOf(bulkId ?? ''))?.finishedAt ?? null, {
					timeout: 60_000,
				})
				.not.toBeNull(),
		]);
		expect([stopped.code, stopped.stdout.split('\n')[0]]).toEqual([
			...[0, expect.stringContaining(`${bulkId} was stopped.`)],
		]);
		const again = await command(['runs', 'cancel', bulkId ?? '', '--data', folder]);
		expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('has ended already')]);
		await scheduler.stop();
	});
});
