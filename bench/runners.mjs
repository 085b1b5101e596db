// Three runners on one Postgres: how soon does one of them begin with a run that is new, and how soon do the others go
// on with the runs of one that is killed, as if it had been on another machine?
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import runnerIndex from '../dist/runner/index.js';
import { startPostgres } from './postgres.mjs';
import { row } from './table.mjs';

const { openRuns, parseConnection } = runnerIndex;
const BIN = fileURLToPath(new URL('../runner/bin/offboardiq.js', import.meta.url));
const COUNT = Number(process.env.PICK_UPS ?? 60);
const KILLS = Number(process.env.KILLS ?? 3);
const RUNNERS = 3;
const FROZEN_MS = Number(process.env.FROZEN_SECONDS ?? 60) * 1_000;
// The sandbox begins with its special cases, some of which wait on purpose; ordinary people come after them.
const SPECIAL = 50;

const folder = mkdtempSync(join(tmpdir(), 'offboardiq-runners-'));
const server = await startPostgres();
process.env.DATABASE_URL = server.url;
process.env.OFFBOARDIQ_KEY_FILE = join(folder, 'connections.key');
const children = [];

/** Starts the command, with a listener for each line it prints. */
function start(args, onLine) {
	const child = spawn(process.execPath, [BIN, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
	children.push(child);
	createInterface({ input: child.stdout }).on('line', onLine);
	return child;
}

function startSandbox() {
	const users = String(SPECIAL + COUNT + 8 * (KILLS + 4));
	return new Promise((resolve) => {
		start(['sandbox', '--port', '0', '--users', users], (line) => resolve(JSON.parse(line)));
	});
}

let machines = 0;
const begun = new Map();

/** A runner with a data folder of its own; resolves when it is ready. */
function startRunner() {
	machines += 1;
	const data = join(folder, `machine-${machines}`);
	return new Promise((resolve) => {
		const child = start(['start', '--role', 'runner', '--data', data, '--json'], (line) => {
			const said = JSON.parse(line);
			if (said.event === 'ready') resolve(child);
			if (said.event === 'lookedUp') begun.set(said.run, child);
		});
	});
}

const quantile = (sorted, share) =>
	sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];

try {
	const connection = parseConnection(await startSandbox());
	const { users } = await (await fetch(`${connection.graphBaseUrl}/_state`)).json();
	const people = users.slice(SPECIAL);
	const runs = await openRuns(folder);
	const connectionId = await runs.connections.keep(connection, connection.tenantId);
	const admin = new pg.Client({ connectionString: server.url });
	await admin.connect();
	let alive = await Promise.all(Array.from({ length: RUNNERS }, startRunner));

	const fire = async (person) => {
		const { id, userPrincipalName, displayName, employeeId, createdDateTime } = person.profile;
		const dueAt = new Date(Date.now() - 1).toISOString();
		const schedule = await runs.schedules.create({
			...{ connectionId, tenantId: connection.tenantId, simulated: true },
			employee: { id, userPrincipalName, displayName, employeeId, createdAt: createdDateTime },
			time: {
				...{ wallTime: dueAt.slice(0, 19), zone: 'UTC', dueAt },
				...{ offset: '+00:00', resolution: 'exact' },
			},
			...{ manager: null, breakGlass: [], requestedBy: null, reportFolder: null },
		});
		return schedule.id;
	};
	const untilEnded = async (ids) => {
		for (const id of ids) {
			while ((await runs.schedules.get(id)).state !== 'finished') await delay(50);
		}
	};

	/** Everything that is written down of runs, as one hash; and what was done to the tenant. */
	const written = async () => {
		const hashes = [];
		for (const table of ['run', 'step', 'run_event', 'effect', 'device_claim']) {
			const { rows } = await admin.query(
				`select md5(string_agg(t::text, '' order by t::text)) as hash from ${table} as t`,
			);
			hashes.push(rows[0].hash);
		}
		return [...hashes, await (await fetch(`${connection.graphBaseUrl}/_state`)).text()];
	};

	/** One is frozen in the middle of a run for a minute; the others end it, and it wakes. */
	const frozen = async () => {
		for (let held = 0; held === 0;) {
			begun.clear();
			const ids = [];
			for (let at = 0; at < 6; at += 1) ids.push(await fire(people.shift()));
			while (begun.size < 3) await delay(10);
			const [victim] = begun.values();
			victim.kill('SIGSTOP');
			const stoppedAt = Date.now();
			const { rows } = await admin.query(
				`select id from run where status = 'running' and lease_owner like '%/' || $1 || '/%'`,
				[victim.pid],
			);
			held = rows.length;
			if (held > 0) await delay(FROZEN_MS);
			if (held === 0) victim.kill('SIGCONT');
			await untilEnded(ids);
			await delay(1_000);
			if (held === 0) continue;
			const before = await written();
			const seconds = (Date.now() - stoppedAt) / 1_000;
			victim.kill('SIGCONT');
			await delay(5_000);
			const after = await written();
			const same = before.every((one, at) => one === after[at]);
			row(
				`one frozen for ${seconds.toFixed(0)} s with ${held} runs under way, which others ended, wakes: what it writes and sends`,
				same ? 'nothing' : 'something',
				{ target: 'nothing', met: same },
			);
		}
	};

	// One at a time, so that a place is free. The first ones warm the runners up and are not counted.
	for (let at = 0; at < COUNT; at += 1) await untilEnded([await fire(people.shift())]);
	const { rows } = await admin.query(
		`select extract(epoch from run.started_at::timestamptz - schedule.fired_at::timestamptz) * 1000 as ms
		from run join schedule on schedule.run_id = run.id order by run.id`,
	);
	const pickUps = rows
		.slice(Math.min(10, COUNT / 2))
		.map(({ ms }) => Number(ms))
		.sort((a, b) => a - b);
	const [p50, p99] = [quantile(pickUps, 0.5), quantile(pickUps, 0.99)];
	const what = 'a new run comes to one of three idle runners, claim included';
	row(`${what}: half within`, `${p50.toFixed(0)} ms`, { target: '<= 20 ms', met: p50 <= 20 });
	row(`${what}: 99 % within`, `${p99.toFixed(0)} ms`, { target: '<= 100 ms', met: p99 <= 100 });

	const takeovers = [];
	for (let kill = 0; kill < KILLS; kill += 1) {
		begun.clear();
		const ids = [];
		for (let at = 0; at < 6; at += 1) ids.push(await fire(people.shift()));
		while (begun.size < 3) await delay(10);
		const [victim] = begun.values();
		victim.kill('SIGKILL');
		const killedAt = Date.now();
		await admin.query(
			`update run set lease_owner = 'elsewhere/1/x' where lease_owner like '%/' || $1 || '/%'`,
			[victim.pid],
		);
		await untilEnded(ids);
		const resumed = await admin.query(
			`select at from run_event where type = 'runResumed' and at > $1`,
			[new Date(killedAt).toISOString()],
		);
		takeovers.push(...resumed.rows.map(({ at }) => Date.parse(at) - killedAt));
		alive = [...alive.filter((one) => one !== victim), await startRunner()];
	}
	await frozen();

	takeovers.sort((a, b) => a - b);
	const most = takeovers.at(-1) ?? Number.NaN;
	row(
		`${KILLS} runners killed, ${takeovers.length} runs of theirs taken over by others: after, at most`,
		`${(most / 1000).toFixed(1)} s`,
		{ target: '<= 15 s', met: most <= 15_000 },
	);
	const all = await runs.runs();
	const { deviceActions } = await (await fetch(`${connection.graphBaseUrl}/_state`)).json();
	const devices = deviceActions.map(({ managedDeviceId }) => managedDeviceId);
	const ended = all.filter(({ status }) => status.startsWith('completed')).length;
	row(
		'all of them ended, and no device was wiped twice',
		`${ended} of ${all.length} runs, ${devices.length} wipes`,
		{ target: 'each once', met: ended === all.length && new Set(devices).size === devices.length },
	);
	await admin.end();
	await runs.close();
} finally {
	for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
	await delay(500);
	await server.stop();
	rmSync(folder, { recursive: true, force: true });
}
