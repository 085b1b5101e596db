// What is left after `kill -9`: two hundred offboardings that are due at one instant, a third of all requests hurt, and
// the runners killed again and again while they work them off; then the tenant's truth beside every record. On SQLite
// with one runner, on Postgres with three.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import runnerIndex from '../dist/runner/index.js';
import { harness } from './harness.mjs';
import { Runners } from './kills/runners.mjs';
import { giveThemThings, leaversOf, peopleFor } from './kills/tenant.mjs';
import { verdict } from './kills/verdict.mjs';
import { scheduleAll } from './schedule-all.mjs';
import { row } from './table.mjs';

const { openRuns, parseConnection, startSandbox } = runnerIndex;

const COUNT = Number(process.env.KILLS_PEOPLE ?? 200);
const KILLS = Number(process.env.KILLS ?? 150);
/** On a busy machine a process may take a minute to start: it is left at what was killed by then. */
const KILLING_MS = Number(process.env.KILLS_MINUTES ?? 45) * 60_000;
const EVERY = Number(process.env.KILLS_EVERY ?? 60);
/** What a runner takes by itself. With more at once none of them gets through its look-up between two kills. */
const AT_ONCE = process.env.KILLS_AT_ONCE ?? '8';
const DATABASES = (process.env.KILLS_ON ?? 'sqlite,postgres').split(',');
const VERBOSE = process.env.KILLS_VERBOSE !== undefined;
const AT_MOST_MS = Number(process.env.KILLS_AT_MOST_MINUTES ?? 90) * 60_000;
/** Of every request and of every member of a batch, 30 in 100. Half of them are done all the same. */
const FAULTS = [
	// Few, because each of them holds everybody of the tenant for a second: more, and all that is tried is waiting.
	'429 retry-after=1 on * * p=0.02',
	'503 retry-after=0 on * * p=0.06',
	'503 on * * p=0.04',
	'504-after on * * p=0.09',
	'reset-after on * * p=0.09',
].join('; ');

const PEERS = {
	kills: 'naive protocol: 132 (measured)',
	wiped: 'naive protocol: 53 of 200 devices, one of them 7 times (measured)',
	doubled:
		'DBOS 5.3: 20 of 20 interrupted steps sent again (measured); Temporal, Restate, Hatchet, Inngest: at least once (published)',
	ended:
		'n8n in queue mode: an interrupted execution is marked crashed and not gone on with (published)',
};

/** Where the runs are kept, how many runners work on it, and what their processes need to find it. */
async function openPlace(database) {
	if (database === 'sqlite') {
		return { name: 'SQLite', count: 1, env: {}, close: async () => undefined };
	}
	const server = await harness('postgres-server').startPostgres();
	return { name: 'Postgres', count: 3, env: { DATABASE_URL: server.url }, close: server.stop };
}

/** Until all runs have ended and enough runners were killed. */
async function untilOver(runs, runners) {
	const until = Date.now() + AT_MOST_MS;
	for (let isOver = false; !isOver && Date.now() < until;) {
		await delay(2_000);
		const schedules = await runs.schedules.list();
		const open = schedules.filter(({ state }) => state === 'pending' || state === 'started');
		isOver = open.length === 0;
		if (VERBOSE) console.error(`  ${open.length} open, ${runners.kills} killed`);
	}
}

async function measure(database) {
	const folder = mkdtempSync(join(tmpdir(), 'offboardiq-kills-'));
	const logFile = join(folder, 'requests.jsonl');
	const [data, out] = [join(folder, 'data'), join(folder, 'reports')];
	for (const path of [data, out]) mkdirSync(path);
	const place = await openPlace(database);
	const sandbox = await startSandbox({ port: 0, users: peopleFor(COUNT), logFile });
	Object.assign(process.env, place.env);
	const runs = await openRuns(data);
	try {
		const { tenant } = sandbox;
		giveThemThings(tenant);
		const leavers = leaversOf(tenant);
		const before = structuredClone(tenant);
		sandbox.faults.add(FAULTS);
		await scheduleAll(runs, parseConnection(sandbox.connection), leavers, new Date().toISOString());
		const began = Date.now();
		const runners = new Runners({
			...{ count: place.count, kills: KILLS, forMs: KILLING_MS, every: EVERY, env: place.env },
			args: ['--data', data, '--out', out, '--concurrency', AT_ONCE],
		});
		await untilOver(runs, runners);
		const seconds = (Date.now() - began) / 1_000;
		await runners.stop();
		const after = structuredClone(tenant);
		const log = readFileSync(logFile, 'utf8')
			.trim()
			.split('\n')
			.map((line) => JSON.parse(line));
		const all = { schedules: await runs.schedules.list(), runs: await runs.runs() };
		const found = verdict({ before, after, log, leavers, ...all });
		report(place.name, { ...found, kills: runners.kills, seconds, troubles: runners.troubles });
	} finally {
		await runs.close();
		delete process.env.DATABASE_URL;
		await sandbox.close();
		await place.close();
		if (process.env.KILLS_KEEP) console.error(`Kept: ${folder}`);
		else rmSync(folder, { recursive: true, force: true });
	}
}

function report(name, found) {
	const what = `${COUNT} offboardings due at once, 30 % of requests hurt, on ${name}`;
	const none = (figure, list, of, peer) => {
		row(`${what}: ${figure}`, `${list.length}${of}`, { target: '0', met: list.length === 0, peer });
		for (const line of list.slice(0, 10)) console.error(`  ${figure}: ${line}`);
	};
	row(`${what}: runners killed (-9)`, `${found.kills} in ${found.seconds.toFixed(0)} s`, {
		...{ target: `>= ${KILLS}`, met: found.kills >= KILLS, peer: PEERS.kills },
	});
	none('lost', found.lost, ` of ${COUNT}`, '-');
	none('devices wiped twice', found.wipedTwice, ` of ${found.devices}`, PEERS.wiped);
	none('rules, owners and requests made twice', found.doubled, '', PEERS.doubled);
	none('said to be done and was not', found.lies, '', '-');
	none('harm to who stays', found.harm, '', '-');
	none('not ended', found.open, ` of ${COUNT}`, PEERS.ended);
	const share = (100 * found.unknownDevices.length) / found.devices;
	row(
		`${what}: wipes left to a person`,
		`${found.unknownDevices.length} of ${found.devices}, ${share.toFixed(1)} %`,
		{
			target: '<= 5 %',
			met: share <= 5,
			peer: 'intent journal that never sends again: 32 of 200 (measured)',
		},
	);
	for (const { reason } of found.unknownDevices) console.error(`  left to a person: ${reason}`);
	const rest = Object.entries(found.exceptions).map(([step, count]) => `${step}: ${count}`);
	row(`${what}: completed without an exception`, `${found.completed}; ${rest.join(', ')}`);
	for (const trouble of found.troubles) console.error(`  trouble: ${trouble}`);
}

for (const database of DATABASES) await measure(database);
