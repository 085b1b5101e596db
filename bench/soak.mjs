// Thousands of offboardings in one process, PDF included: does it keep anything of them? Memory by a straight line
// through what is resident after a collection, once warm; open file descriptors; and what a run leaves on the disk.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import runnerIndex from '../dist/runner/index.js';
import { startSandboxProcess } from '../scripts/sandbox-process.mjs';
import { slopeOf } from './soak/slope.mjs';
import { row } from './table.mjs';

const RUNS = Number(process.env.SOAK_RUNS ?? 10_000);
/** It ends with what it has by then. */
const AT_MOST_MS = Number(process.env.SOAK_MINUTES ?? 10) * 60_000;
const AT_ONCE = 8;
/** The sandbox begins with its special cases, some of which wait on purpose; ordinary people come after them. */
const SPECIAL = 60;
/** Of all runs: until then caches fill and the heap finds its size. */
const WARM_UP = 0.2;
const EVERY = 100;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

function openFiles() {
	try {
		return readdirSync('/proc/self/fd').length;
	} catch {
		return Number.NaN;
	}
}

const sizeOf = (folder, isOf) =>
	readdirSync(folder)
		.filter(isOf)
		.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

function sample(done) {
	collect();
	const { rss, heapUsed, external } = process.memoryUsage();
	return { done, rss, heapUsed, external, files: openFiles() };
}

const folder = mkdtempSync(join(tmpdir(), 'offboardiq-soak-'));
const reportFolder = join(folder, 'reports');
mkdirSync(reportFolder);
const sandbox = await startSandboxProcess(['--users', String(SPECIAL + RUNS)]);
const { NO_LIMITS, openRunner, parseConnection } = runnerIndex;
const runner = await openRunner({ dataFolder: folder, limiter: NO_LIMITS });
try {
	const connection = parseConnection(sandbox.connection);
	const queue = (await sandbox.users()).slice(SPECIAL);
	const common = { connection, manager: null, dryRun: false, requestedBy: null, ticket: null };
	const began = performance.now();
	const samples = [];
	let done = 0;
	let notCompleted = 0;
	const work = async () => {
		while (performance.now() - began < AT_MOST_MS) {
			const user = queue.shift();
			if (user === undefined) return;
			const { status } = await runner.offboard({ ...common, user, reportFolder });
			done += 1;
			if (status !== 'completed') notCompleted += 1;
			if (done % EVERY === 0) samples.push(sample(done));
			if (process.env.SOAK_VERBOSE && done % EVERY === 0)
				console.error(JSON.stringify(samples.at(-1)));
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, work));
	const seconds = (performance.now() - began) / 1_000;
	const warm = samples.filter((one) => one.done >= WARM_UP * done);
	const mib = (of) => (1_000 * slopeOf(warm.map((one) => [one.done, of(one)]))) / 2 ** 20;
	const what = `${done} offboardings in one process, PDF included`;
	const growth = mib(({ rss }) => rss);
	row(
		`${what}: memory, growth for 1,000 runs once warm`,
		`${growth.toFixed(2)} MiB resident, ${mib(({ heapUsed }) => heapUsed).toFixed(2)} MiB of it heap; ${Math.round(samples.at(-1).rss / 2 ** 20)} MiB in the end; ${done - notCompleted} completed in ${seconds.toFixed(0)} s`,
		{ target: '< 1 MiB', met: growth < 1 && done > 0 },
	);
	const files = warm.map((one) => one.files);
	const most = Math.max(...files) - Math.min(...files);
	row(`${what}: open file descriptors`, `${Math.min(...files)} to ${Math.max(...files)}`, {
		...(Number.isNaN(most)
			? {}
			: { target: 'the same but for connections', met: most <= AT_ONCE * 2 }),
	});
	const database = sizeOf(folder, (name) => name.startsWith('offboardiq.sqlite')) / done / 1_024;
	const paper = sizeOf(reportFolder, (name) => name.endsWith('.pdf')) / done / 1_024;
	row(
		`${what}: on the disk for each`,
		`${database.toFixed(0)} KiB in the database, ${paper.toFixed(0)} KiB of PDF`,
	);
} finally {
	await runner.close();
	await sandbox.close();
	rmSync(folder, { recursive: true, force: true });
}
