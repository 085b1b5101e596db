import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Runner } from '../../../runner';
import { LEASE_MS } from '../../../runner/journal/leases';
import { startPostgres, type PostgresServer } from '../../harness/postgres-server';
import { openRunners, type RunnerProcess, type RunnersScene } from '../../harness/runners';

vi.setConfig({ testTimeout: 150_000, hookTimeout: 150_000 });

/** So many people in each test: enough that a runner rarely has none. */
const PEOPLE = 4;

let server: PostgresServer;
let scene: RunnersScene;
/** Ordinary people, whom nothing waits for. */
let crowd: string[];
/** Those that are alive. */
let runners: RunnerProcess[];

beforeAll(async () => {
	// One of its own, because it is restarted.
	server = await startPostgres();
	scene = await openRunners(server.url, { users: 80, latencyMs: 60 });
	crowd = scene.sandbox.tenant.users.slice(45).map(({ profile }) => profile.userPrincipalName);
	runners = [scene.start(), scene.start(), scene.start()];
	await Promise.all(runners.map((one) => one.hears('ready')));
});

afterAll(async () => {
	await scene.close();
	await server.stop();
});

/** Lets people leave, and waits until a runner is in the middle of locking somebody out. */
async function inTheMiddle() {
	const before = new Map(runners.map((one) => [one, one.said().length]));
	const since = (one: RunnerProcess) => one.said().slice(before.get(one));
	const fired = await scene.fire(crowd.splice(0, PEOPLE));
	const busy = await vi.waitFor(
		() => {
			const found = runners.find((one) => since(one).includes('"event":"lookedUp"'));
			if (!found) throw new Error('Nobody has begun.');
			return found;
		},
		{ timeout: 90_000, interval: 10 },
	);
	return { fired, busy, since };
}

/** Freezes a runner that has a run: it may have ended between the line that says it began and the freezing. */
async function frozenInTheMiddle() {
	for (;;) {
		const found = await inTheMiddle();
		const { child } = found.busy;
		child.kill('SIGSTOP');
		const held = await scene.db
			.selectFrom('run')
			.select('id')
			.where('lease_owner', 'like', `%/${child.pid}/%`)
			.where('status', '=', 'running')
			.execute();
		if (held.length > 0) return found;
		child.kill('SIGCONT');
		await scene.ended(found.fired);
	}
}

/** Only a wipe whose answer was lost may be left to a person. */
function expectOnce(runs: Awaited<ReturnType<Runner['runs']>>): void {
	expect(runs).toHaveLength(PEOPLE);
	for (const { id, steps } of runs) {
		const open = steps.filter(
			({ outcome }) => outcome?.status !== 'done' && outcome?.status !== 'skipped',
		);
		expect([id, open.filter(({ key }) => key !== 'wipeDevices')]).toEqual([id, []]);
	}
	const wiped = scene.sandbox.tenant.deviceActions.map(({ managedDeviceId }) => managedDeviceId);
	expect(new Set(wiped).size).toBe(wiped.length);
}

/** Everything that is written down of runs. */
async function written() {
	const { db } = scene;
	return {
		runs: await db.selectFrom('run').selectAll().orderBy('id').execute(),
		steps: await db.selectFrom('step').selectAll().orderBy('run_id').orderBy('key').execute(),
		events: await db
			.selectFrom('run_event')
			.selectAll()
			.orderBy('run_id')
			.orderBy('sequence')
			.execute(),
		effects: await db
			.selectFrom('effect')
			.selectAll()
			.orderBy('run_id')
			.orderBy('sequence')
			.execute(),
		claims: await db.selectFrom('device_claim').selectAll().orderBy('device_id').execute(),
	};
}

/** Breaks every connection of everybody, as a firewall would. */
async function cutConnections(): Promise<void> {
	const admin = new Client({ connectionString: server.url });
	await admin.connect();
	await admin.query(
		'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname is not null',
	);
	await admin.end();
}

describe('three runners on one Postgres', () => {
	it('when one is killed, the others finish each of its runs, once', async () => {
		const { fired, busy } = await inTheMiddle();
		busy.child.kill('SIGKILL');
		await busy.ended;
		// As if it had been on another machine: nothing is known of it but that it is silent, and its folder is away.
		rmSync(busy.data, { recursive: true });
		await scene.db
			.updateTable('run')
			.set({ lease_owner: 'elsewhere/1/x' })
			.where('lease_owner', 'like', `%/${busy.child.pid}/%`)
			.execute();
		expectOnce(await scene.ended(fired));
		const events = await scene.db.selectFrom('run_event').select(['run_id', 'type']).execute();
		const ends = events.filter(({ type }) => type === 'runFinished').map(({ run_id }) => run_id);
		expect(new Set(ends).size).toBe(ends.length);
		expect(events.filter(({ type }) => type === 'runResumed')).not.toEqual([]);
		const next = scene.start();
		runners = [...runners.filter((one) => one !== busy), next];
		await next.hears('ready');
	});

	it('one that was frozen wakes, and sends and writes nothing', async () => {
		const { fired, busy, since } = await frozenInTheMiddle();
		await delay(LEASE_MS);
		expectOnce(await scene.ended(fired));
		// Whoever ended last tells a little later than the journal.
		await delay(500);
		const [sent, journal] = [scene.sandbox.log.length, await written()];
		busy.child.kill('SIGCONT');
		// Where it froze in the middle of a transaction, the database had closed its connection: then it says that.
		await vi.waitFor(() => expect(since(busy)).toMatch(/"event":"(takenOver|trouble)"/), {
			...{ timeout: 90_000, interval: 25 },
		});
		await delay(3_000);
		expect(scene.sandbox.log.slice(sent)).toEqual([]);
		expect(await written()).toEqual(journal);
		expect(since(busy)).not.toContain('"event":"ended"');
	});

	it.each([
		['is restarted', () => server.restart()],
		['breaks every connection', cutConnections],
	])(
		'when the database %s in the middle they say what it interrupted, come back and finish',
		async (_what, go) => {
			const { fired, since } = await inTheMiddle();
			await go();
			const runs = await scene.ended(fired);
			expectOnce(runs);
			expect(runners.map(({ child }) => child.exitCode)).toEqual([null, null, null]);
			const lines = runners.flatMap((one) => since(one).split('\n'));
			const troubles = lines.filter((line) => line.includes('"event":"trouble"'));
			// A connection that nobody used is replaced without a word; a run that was interrupted is not.
			const resumed = await scene.db
				.selectFrom('run')
				.select('id')
				.where(
					'id',
					'in',
					runs.map(({ id }) => id),
				)
				.where('resumed_count', '>', 0)
				.execute();
			const what = troubles.map((line) => (JSON.parse(line) as { what: string }).what);
			expect(what).toEqual(expect.arrayContaining(resumed.map(({ id }) => id)));
			const told = troubles.map((line) => (JSON.parse(line) as { reason: string }).reason);
			const sentence =
				/^The (connection to the )?database server 127\.0\.0\.1:\d+ (was lost|cannot be reached|is starting or stopping)\. [^\n]*$/;
			expect(told.filter((reason) => !sentence.test(reason))).toEqual([]);
		},
	);
});
