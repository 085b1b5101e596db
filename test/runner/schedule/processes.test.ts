import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openRuns } from '../../../runner';
import { openDatabase } from '../../../runner/database/open';
import { findUser, startSandbox, type Sandbox } from '../../../runner/sandbox';
import type { ScheduleJson } from '../../../runner/schedule/schedule-record';
import { command, startCommand } from '../../harness/command';

const LEAVER = 'adele.vance@rehearsal.example';
/** Real processes that load n8n-core, some of them at once. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

let sandbox: Sandbox;
let folder: string;
let data: string;
let connection: string;
const started: ReturnType<typeof startCommand>[] = [];

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'oiq-processes-'));
	data = join(folder, 'data');
	connection = join(folder, 'connection.json');
	sandbox = await startSandbox({ port: 0 });
	writeFileSync(connection, JSON.stringify(sandbox.connection));
});

afterEach(async () => {
	for (const { child, ended } of started.splice(0)) {
		child.kill('SIGKILL');
		await ended;
	}
	await sandbox.close();
	rmSync(folder, { recursive: true, force: true });
});

const offboardiq = (...args: string[]) => command([...args, '--data', data]);
const schedule = (user: string, ...more: string[]) =>
	offboardiq('schedule', user, '--zone', 'Europe/Berlin', '--connection', connection, ...more);
const inAnHour = ['--at', new Date(Date.now() + 2 * 3_600_000).toISOString().slice(0, 19)];

/** A runner in a process of its own, and a way to wait for what it says. */
function start(env: Record<string, string> = {}) {
	const process = startCommand(['start', '--role', 'runner', '--data', data, '--json'], { env });
	started.push(process);
	let said = '';
	process.child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
	const hears = (event: string, times = 1) =>
		vi.waitFor(
			() => expect(said.split(`"event":"${event}"`).length - 1).toBeGreaterThanOrEqual(times),
			{ timeout: 150_000, interval: 100 },
		);
	return { ...process, hears, said: () => said };
}

/** Time passes: what was due in an hour is due now. */
async function letTimePass(): Promise<void> {
	const db = await openDatabase(data);
	const due_at = new Date(Date.now() - 500).toISOString();
	await db.updateTable('schedule').set({ due_at }).where('state', '=', 'pending').execute();
	await db.destroy();
}

async function recorded() {
	const runs = await openRuns(data);
	const all = { schedules: await runs.schedules.list(), runs: await runs.runs() };
	await runs.close();
	return all;
}

describe('offboardiq schedule', () => {
	it('says who and when, keeps the connection sealed, and can be listed, changed and taken back', async () => {
		const made = await schedule(LEAVER, '--at', '2027-03-28T02:30', '--json');
		expect({ code: made.code, stderr: made.stderr }).toEqual({ code: 0, stderr: '' });
		const json = JSON.parse(made.stdout) as ScheduleJson;
		const id = findUser(sandbox.tenant, LEAVER)?.profile.id;
		expect(Object.keys(json).slice(0, 3)).toEqual(['id', 'employee', 'dueAt']);
		expect(json).toMatchObject({
			...{ id: expect.stringMatching(/^SCH-\d{4}-000001$/), dueAt: '2027-03-28T01:00:00.000Z' },
			employee: { id, userPrincipalName: LEAVER, displayName: 'Adele Vance' },
			...{ state: 'pending', zone: 'Europe/Berlin', offset: '+02:00', resolution: 'gap' },
		});
		for (const name of readdirSync(data).filter((file) => file.startsWith('offboardiq.sqlite'))) {
			const text = readFileSync(join(data, name)).toString('latin1');
			expect([name, text.includes(sandbox.connection.clientSecret)]).toEqual([name, false]);
		}
		const edited = await offboardiq('schedule', 'edit', json.id, '--at', '2027-07-01T18:00');
		expect(edited.stdout).toContain('2027-07-01 18:00:00 (UTC+02:00) in Europe/Berlin');
		expect((await offboardiq('schedule', 'list')).stdout).toMatch(
			/ {2}2027-07-01 18:00:00 .* Pending, simulated\n/,
		);
		const cancelled = await offboardiq('schedule', 'cancel', json.id, '--json');
		expect(JSON.parse(cancelled.stdout)).toMatchObject({ id: json.id, state: 'cancelled' });
		const again = await offboardiq('schedule', 'cancel', json.id);
		expect([again.code, again.stderr]).toEqual([
			1,
			`${json.id} is cancelled and can not be cancelled any more.\n`,
		]);
	});

	it('refuses in one line, and leaves nothing behind', async () => {
		const cases: [string[], RegExp][] = [
			[[LEAVER, '--at', '2026-01-01T00:00'], /which has passed: it is /],
			[['nobody@rehearsal.example', ...inAnHour], /There is no user nobody@rehearsal\.example/],
			[[LEAVER], /^--at is missing\. Give a time such as/],
		];
		for (const [[user = '', ...rest], message] of cases) {
			const { code, stdout, stderr } = await schedule(user, ...rest);
			expect([code, stdout, stderr.trimEnd().split('\n').length]).toEqual([1, '', 1]);
			expect(stderr).toMatch(message);
		}
		const list = await offboardiq('schedule', 'list');
		expect(list.stdout).toBe('Nothing is scheduled.\n');
	});
});

describe('offboardiq start --role runner', () => {
	it('fires once with two runners on one folder', async () => {
		const people = sandbox.tenant.users
			.slice(20, 24)
			.map(({ profile }) => profile.userPrincipalName);
		for (const user of people) expect((await schedule(user, ...inAnHour)).code).toBe(0);
		const runners = [start(), start()];
		await Promise.all(runners.map(({ hears }) => hears('ready')));
		await letTimePass();
		await vi.waitFor(
			async () => {
				const { schedules } = await recorded();
				expect(schedules.map(({ state }) => state)).toEqual(people.map(() => 'finished'));
			},
			{ timeout: 150_000, interval: 500 },
		);
		const { runs } = await recorded();
		expect(runs.map(({ offboarding }) => offboarding?.employee.userPrincipalName).sort()).toEqual(
			people.sort(),
		);
		const fired = runners.map(({ said }) => said().split('"event":"fired"').length - 1);
		expect(fired[0]! + fired[1]!).toBe(people.length);
		const devices = sandbox.tenant.deviceActions.map(({ managedDeviceId }) => managedDeviceId);
		expect(new Set(devices).size).toBe(devices.length);
	});

	// Right after the claim; while the look-up is written down; around the wipe.
	it.each([1, 3, 54])(
		'killed at place %i it loses nothing and does nothing twice',
		async (place) => {
			expect((await schedule(LEAVER, ...inAnHour)).code).toBe(0);
			await letTimePass();
			const killed = await start({ OFFBOARDIQ_DIE_AT: String(place) }).ended;
			expect(killed.code).toBeNull();
			expect((await recorded()).schedules[0]).toMatchObject({
				state: 'started',
				runId: expect.any(String),
			});
			const next = start();
			await next.hears('ended');
			const { schedules, runs } = await recorded();
			expect(runs).toHaveLength(1);
			expect(schedules[0]?.state).toBe('finished');
			expect(runs[0]?.status).toMatch(/^completed/);
			expect(findUser(sandbox.tenant, LEAVER)?.profile.accountEnabled).toBe(false);
			expect(sandbox.tenant.deviceActions.length).toBeLessThanOrEqual(1);
		},
	);

	it('stops before the next request when it is told to, ends with 0, and the next one goes on', async () => {
		sandbox.setLatency(250);
		expect((await schedule(LEAVER, ...inAnHour)).code).toBe(0);
		await letTimePass();
		const first = start();
		await first.hears('lockOut');
		const told = Date.now();
		first.child.kill('SIGTERM');
		expect((await first.ended).code).toBe(0);
		const sentAfter = sandbox.log.filter(({ at }) => Date.parse(at) > told + 1_500);
		expect(sentAfter.map(({ method, url }) => `${method} ${url}`)).toEqual([]);
		const [between] = (await recorded()).runs;
		expect([between?.status, between?.finishedAt]).toEqual(['running', null]);
		const second = start();
		await second.hears('runResumed');
		await second.hears('ended');
		const { schedules, runs } = await recorded();
		expect([schedules[0]?.state, runs.length]).toEqual(['finished', 1]);
		expect(runs[0]?.steps.map(({ outcome }) => outcome?.status)).toEqual(Array(10).fill('done'));
	});

	it('goes on with a run that was started by hand and interrupted', async () => {
		expect((await schedule('lee.gu@rehearsal.example', ...inAnHour)).code).toBe(0);
		const run = ['run', LEAVER, '--connection', connection, '--data', data, '--out', folder];
		expect((await command(run, { env: { OFFBOARDIQ_DIE_AT: '12' } })).code).toBeNull();
		const runner = start();
		await runner.hears('ended');
		const { runs } = await recorded();
		expect(runs.map(({ status }) => status)).toEqual(['completed']);
	});

	it('syncs the people that a connection is kept for, once, and stops with Ctrl-C', async () => {
		const sync = ['sync', '--connection', connection, '--nightly'];
		const kept = await offboardiq(...sync);
		expect([kept.code, kept.stderr]).toEqual([0, '']);
		expect(kept.stdout).toMatch(/Every night again while a runner works: offboardiq start /);
		const db = await openDatabase(data);
		const due = { name: 'directorySync', due_at: '2026-01-01T00:00:00.000Z' };
		await db.insertInto('slot').values(due).execute();
		const runner = start();
		await runner.hears('synced');
		await vi.waitFor(async () => {
			const row = await db.selectFrom('slot').selectAll().executeTakeFirstOrThrow();
			expect([row.error, row.lease_owner, row.due_at > new Date().toISOString()]).toEqual([
				...[null, null],
				true,
			]);
		});
		await db.destroy();
		runner.child.kill('SIGTERM');
		expect((await runner.ended).code).toBe(0);
		const synced = runner
			.said()
			.split('\n')
			.find((line) => line.includes('"synced"'));
		expect(JSON.parse(synced ?? '')).toMatchObject({
			...{ event: 'synced', status: 'completed', scope: 'tenant', group: null, full: false },
			people: { total: sandbox.tenant.users.length },
		});
		const wrong = await offboardiq('start', '--role', 'runner', '--sync-at', 'noon');
		expect([wrong.code, wrong.stderr]).toEqual([
			1,
			'--sync-at noon is no time of day. Write it as 03:30, or off.\n',
		]);
	});

	it('says a wrong key in one line before anything is due', async () => {
		expect((await schedule(LEAVER, ...inAnHour)).code).toBe(0);
		const key = `offboardiq-key-1 ${Buffer.alloc(32, 7).toString('base64url')}\n`;
		writeFileSync(join(data, 'keys', 'connections.key'), key);
		const { code, stdout, stderr } = await offboardiq('start', '--role', 'runner');
		expect([code, stdout]).toEqual([1, '']);
		expect(stderr).toMatch(
			/^The key .*connections\.key is not the one that the kept connections were sealed with\. .*\n$/,
		);
		// The portal needs the key as well.
		const all = await offboardiq('start', '--port', '0');
		expect([all.code, all.stdout, all.stderr]).toEqual([1, '', stderr]);
		const role = await offboardiq('start', '--role', 'janitor');
		expect([role.code, role.stderr]).toEqual([1, '--role is all, portal or runner.\n']);
	});
});
