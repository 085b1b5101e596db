// One person of a second tenant is locked out while a list of a first tenant is: how long beside a runner that has
// nothing else to do. The tenants are in processes of their own and answer at once; on two cores all of them share them.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import runnerIndex from '../dist/runner/index.js';
import { startSandboxProcess } from '../scripts/sandbox-process.mjs';
import { row } from './table.mjs';

const PEOPLE = Number(process.env.FAIRNESS_PEOPLE ?? 500);
const SINGLES = 20;
// The sandbox begins with its special cases, some of which wait on purpose; ordinary people come after them.
const SPECIAL = 60;

const folder = mkdtempSync(join(tmpdir(), 'offboardiq-fairness-'));
const reportFolder = join(folder, 'reports');
mkdirSync(reportFolder);
const large = await startSandboxProcess(['--users', String(SPECIAL + PEOPLE), '--limits']);
const small = await startSandboxProcess(
	[],
	[fileURLToPath(new URL('other-tenant.mjs', import.meta.url))],
);
const { openRunner, parseConnection } = runnerIndex;
const runner = await openRunner({ dataFolder: folder });
const common = { dryRun: false, requestedBy: null, ticket: null, reportFolder };

/** Locks somebody of the small tenant out; @returns milliseconds until step 3 had ended */
async function lockOut(user) {
	const connection = parseConnection(small.connection);
	const began = performance.now();
	let took = Number.NaN;
	const run = await runner.offboard({ ...common, connection, user, manager: null }, (event) => {
		if (event.type === 'stepFinished' && event.outcome.key === 'revokeSessions') {
			took = performance.now() - began;
		}
	});
	if (run.status !== 'completed') throw new Error(`A run ended ${run.status}.`);
	return took;
}

const quantile = (times, share) =>
	[...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(share * times.length))];

try {
	const singles = (await small.users()).slice(SPECIAL);
	const crowd = (await large.users()).slice(SPECIAL);
	await lockOut(singles.pop());
	const idle = [];
	while (idle.length < SINGLES) idle.push(await lockOut(singles.pop()));
	const stop = new AbortController();
	const members = crowd.map((user) => ({ user, manager: null }));
	const connection = parseConnection(large.connection);
	const bulk = runner.bulk({ ...common, connection, members, signal: stop.signal });
	const busy = [];
	while (busy.length < SINGLES) busy.push(await lockOut(singles.pop()));
	stop.abort();
	await bulk;
	const ratio = quantile(busy, 0.99) / quantile(idle, 0.99);
	row(
		`one person locked out while ${PEOPLE} of another tenant are`,
		`median ${quantile(busy, 0.5).toFixed(0)} ms, 99 % below ${quantile(busy, 0.99).toFixed(0)}; ` +
			`otherwise ${quantile(idle, 0.5).toFixed(0)} and ${quantile(idle, 0.99).toFixed(0)}`,
		{ target: '<= 2 x', met: ratio <= 2 },
	);
} finally {
	await runner.close();
	await large.close();
	await small.close();
	rmSync(folder, { recursive: true, force: true });
}
