// Five hundred people at once, the sandbox in a process of its own, Microsoft's published limits enforced by it: how
// long until everybody is locked out, and until everything is done, beside what the limits themselves allow.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import chargesModule from '../dist/runner/limits/charges.js';
import publishedModule from '../dist/runner/limits/published.js';
import settingsModule from '../dist/runner/limits/settings.js';
import runnerIndex from '../dist/runner/index.js';
import { startSandboxProcess } from '../scripts/sandbox-process.mjs';
import { row } from './table.mjs';

const PEOPLE = Number(process.env.BULK_PEOPLE ?? 500);
const LATENCY_MS = Number(process.env.BULK_LATENCY ?? 0);
// The sandbox begins with its special cases, some of which wait on purpose; ordinary people come after them.
const SPECIAL = 60;

/** Every request of a log, the members of a `$batch` one by one, with the status of each. */
function counted(logFile) {
	const lines = readFileSync(logFile, 'utf8').trim().split('\n');
	return lines.flatMap((line) => {
		const { method, url, status, body, responseBody } = JSON.parse(line);
		const { pathname, search } = new URL(url);
		if (!/^\/(v1\.0|beta)\//.test(pathname)) return [];
		if (!pathname.endsWith('/$batch')) return [{ method, path: pathname + search, status }];
		const version = pathname.split('/')[1];
		return (body?.requests ?? []).map((member) => ({
			method: member.method,
			path: `/${version}${member.url}`,
			status: responseBody?.responses?.find(({ id }) => id === member.id)?.status ?? null,
		}));
	});
}

/** Seconds that a limit needs for so much, when a share of it may be used. */
function seconds({ kind, amount, perMs }, total, share) {
	if (kind === 'concurrent') return 0;
	const most = Math.floor(amount * share);
	if (kind === 'bucket') return (Math.max(0, total - most) * perMs) / most / 1_000;
	return (Math.max(0, Math.ceil(total / most) - 1) * perMs) / 1_000;
}

/** The limit that binds, and how long it takes at the least. */
function boundOf(requests, share) {
	const totals = new Map();
	for (const { limit, of, cost } of requests.flatMap(chargesModule.chargesOf)) {
		const key = `${limit}|${of}`;
		totals.set(key, (totals.get(key) ?? 0) + cost);
	}
	let bound = { limit: 'none', seconds: 0 };
	for (const [key, total] of totals) {
		const limit = key.split('|')[0];
		const published = publishedModule.PUBLISHED[limit];
		const amount =
			limit === 'identityUnits'
				? publishedModule.identityUnits(PEOPLE + SPECIAL)
				: published.amount;
		const needed = seconds({ ...published, amount }, total, share);
		if (needed > bound.seconds) bound = { limit: `${limit} (${total})`, seconds: needed };
	}
	return bound;
}

const folder = mkdtempSync(join(tmpdir(), 'offboardiq-bulk-'));
const logFile = join(folder, 'requests.jsonl');
const sandbox = await startSandboxProcess([
	...['--users', String(SPECIAL + PEOPLE), '--limits', '--log', logFile],
	...['--latency', String(LATENCY_MS)],
]);
const reportFolder = join(folder, 'reports');
mkdirSync(reportFolder);
const runner = await runnerIndex.openRunner({ dataFolder: folder });
try {
	const users = (await sandbox.users()).slice(SPECIAL);
	const connection = runnerIndex.parseConnection(sandbox.connection);
	const through = new Set();
	let lockedOutMs = 0;
	let lockedOutCpu = null;
	let peak = 0;
	const cpuBefore = process.cpuUsage();
	const began = performance.now();
	const watch = setInterval(() => {
		peak = Math.max(peak, process.memoryUsage().rss);
	}, 200);
	const runs = await runner.bulk(
		{
			...{ connection, dryRun: false, requestedBy: null, ticket: null, reportFolder },
			members: users.map((user) => ({ user, manager: null })),
		},
		(progress) => {
			if (progress.type !== 'run' || progress.progress.type !== 'stepFinished') return;
			if (progress.progress.outcome.key !== 'revokeSessions') return;
			through.add(progress.position);
			lockedOutMs = performance.now() - began;
			lockedOutCpu = process.cpuUsage(cpuBefore);
		},
	);
	const totalS = (performance.now() - began) / 1_000;
	const each = ({ user, system }) => ((user + system) / 1_000 / PEOPLE).toFixed(0);
	const cpu = process.cpuUsage(cpuBefore);
	clearInterval(watch);
	const done = runs.filter(({ status }) => status === 'completed').length;
	const requests = counted(logFile);
	const refused = requests.filter(({ status }) => status === 429).length;
	const sent = requests.filter(({ status }) => status !== 429);
	const own = boundOf(sent, settingsModule.SHARE);
	const all = boundOf(sent, 1);
	const name = `${PEOPLE} people at once, limits enforced, ${LATENCY_MS} ms per call`;
	const lockedOutS = lockedOutMs / 1_000;
	row(
		`${name}: all locked out`,
		`${through.size} in ${lockedOutS.toFixed(1)} s; ${each(lockedOutCpu)} ms of processor time each`,
		{
			target: '<= 10 s',
			met: through.size === PEOPLE && lockedOutS <= 10,
		},
	);
	row(
		`${name}: all done`,
		`${done} completed in ${totalS.toFixed(0)} s; at 80 % the limits take ${own.seconds.toFixed(0)} s (${own.limit}), whole ${all.seconds.toFixed(0)} s (${all.limit}); ${each(cpu)} ms of processor time each`,
		{
			target: `<= ${(own.seconds * 1.15).toFixed(0)} s`,
			met: done === PEOPLE && totalS <= own.seconds * 1.15,
		},
	);
	row(
		`${name}: answered 429`,
		`${refused} of ${requests.length} requests; ${Math.round(peak / 2 ** 20)} MB at most`,
		{ target: '< 1 %', met: refused < requests.length / 100 },
	);
} finally {
	await runner.close();
	await sandbox.close();
	rmSync(folder, { recursive: true, force: true });
}
