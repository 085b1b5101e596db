// A thousand schedules due in the same second, worked off by the real command against a tenant without latency: is each
// fired once, how late is it claimed, and how much memory does the runner take?
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import runnerIndex from '../dist/runner/index.js';
import { scheduleAll } from './schedule-all.mjs';
import { row } from './table.mjs';

const { openRuns, parseConnection } = runnerIndex;
const BIN = fileURLToPath(new URL('../runner/bin/offboardiq.js', import.meta.url));
const COUNT = Number(process.env.SCHEDULES ?? 1_000);
// The sandbox begins with its special cases, some of which wait on purpose; ordinary people come after them.
const SPECIAL = 50;
/** Until all are due, so that the runner is up by then. */
const AHEAD_MS = 15_000;
const AT_MOST_MS = 20 * 60_000;
/** One Bree job, which is a worker thread, for each schedule: what the tick that claims from a table was chosen over. */
const BREE_LATE = 'Bree, a job for each: 35600 ms (measured)';
const BREE_MEMORY = 'Bree, a job for each: 4.2 GiB (measured)';

const folder = mkdtempSync(join(tmpdir(), 'offboardiq-schedules-'));
const children = [];

/** Starts the command, with a listener for each line it prints. */
function start(args, onLine) {
	const child = spawn(process.execPath, [BIN, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
	children.push(child);
	createInterface({ input: child.stdout }).on('line', onLine);
	return child;
}

function startSandbox() {
	return new Promise((resolve) => {
		const users = String(SPECIAL + COUNT);
		start(['sandbox', '--port', '0', '--users', users], (line) => resolve(JSON.parse(line)));
	});
}

const stateOf = async ({ graphBaseUrl }) => await (await fetch(`${graphBaseUrl}/_state`)).json();

/** The most memory the process has had, MiB. Linux tells; elsewhere it is not measured. */
function peakOf(pid) {
	try {
		const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
		return Math.round(Number(kilobytes) / 1024);
	} catch {
		return Number.NaN;
	}
}

const quantile = (sorted, share) =>
	sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];

try {
	const connection = parseConnection(await startSandbox());
	const people = (await stateOf(connection)).users.slice(SPECIAL, SPECIAL + COUNT);
	const runs = await openRuns(folder);
	// Written down first, with a day between: how long that takes must not decide who is due.
	await scheduleAll(runs, connection, people, new Date(Date.now() + 86_400_000).toISOString());
	const dueAt = new Date(Math.ceil((Date.now() + AHEAD_MS) / 1_000) * 1_000).toISOString();
	for (const { id, time } of await runs.schedules.list()) {
		await runs.schedules.edit(id, { ...time, dueAt });
	}
	const late = [];
	const ended = new Map();
	let peak = 0;
	const runner = start(['start', '--role', 'runner', '--data', folder, '--json'], (line) => {
		const said = JSON.parse(line);
		if (said.event === 'fired') late.push(said.lateMs);
		if (said.event === 'ended') ended.set(said.run.id, said.run.status);
	});
	const began = Date.parse(dueAt);
	while (ended.size < people.length && Date.now() - began < AT_MOST_MS) {
		await delay(500);
		peak = peakOf(runner.pid) || peak;
	}
	const seconds = (Date.now() - began) / 1_000;
	runner.kill('SIGTERM');
	await new Promise((resolve) => runner.on('close', resolve));
	const all = await runs.runs();
	const schedules = await runs.schedules.list();
	await runs.close();
	const state = await stateOf(connection);
	const off = new Set(
		state.users.filter(({ profile }) => !profile.accountEnabled).map(({ profile }) => profile.id),
	);
	const employees = all.map(({ offboarding }) => offboarding?.employee.id);
	const devices = state.deviceActions.map(({ managedDeviceId }) => managedDeviceId);
	const once =
		late.length === people.length &&
		all.length === people.length &&
		new Set(employees).size === people.length &&
		new Set(devices).size === devices.length &&
		people.every(({ profile }) => off.has(profile.id)) &&
		schedules.every((schedule) => schedule.state === 'finished');
	late.sort((a, b) => a - b);
	const what = `${people.length} schedules due in the same second`;
	const p99 = quantile(late, 0.99);
	row(
		`${what}: fired, run and ended once each, no device wiped twice`,
		`${all.length} runs, ${devices.length} wipes, ${all.filter(({ status }) => status === 'completed').length} completed`,
		{ target: 'each once', met: once },
	);
	row(`${what}: claimed late, 99 % below`, `${p99} ms`, {
		target: '<= 2000 ms',
		met: p99 <= 2_000,
	});
	row(`${what}: claimed late, at most`, `${late.at(-1)} ms`, {
		target: '<= 5000 ms',
		met: late.at(-1) <= 5_000,
		peer: BREE_LATE,
	});
	row(`${what}: all ended after`, `${seconds.toFixed(0)} s`);
	row(`${what}: memory of the runner, at most`, `${peak} MiB`, {
		...(Number.isNaN(peak) || peak === 0 ? {} : { target: '< 400 MiB', met: peak < 400 }),
		peer: BREE_MEMORY,
	});
} finally {
	for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
	rmSync(folder, { recursive: true, force: true });
}
