// The people of a tenant of 100,000, into an empty data folder and again without a change: sandbox and sync are
// processes of their own, and the time is that of the whole command, Node's start included.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { row } from './table.mjs';

const USERS = 100_000;
const BIN = fileURLToPath(new URL('../runner/bin/offboardiq.js', import.meta.url));
const WATCH = new URL('./watch-process.mjs', import.meta.url).href;
const folder = mkdtempSync(join(tmpdir(), 'offboardiq-sync-'));
const connection = join(folder, 'connection.json');

/** Starts the sandbox; resolves once it is ready and its connection file is written. */
function startTenant() {
	const args = [BIN, 'sandbox', '--port', '0', '--users', String(USERS)];
	const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
	return new Promise((resolve, reject) => {
		child.on('exit', (code) => reject(new Error(`The sandbox ended with ${code}.`)));
		child.stdout.once('data', (line) => {
			writeFileSync(connection, line);
			resolve(child);
		});
	});
}

async function sync() {
	const figures = join(folder, 'figures.json');
	const args = ['--import', WATCH, BIN, 'sync', '--connection', connection, '--data', folder];
	const began = performance.now();
	const child = spawn(process.execPath, [...args, '--json'], {
		stdio: ['ignore', 'pipe', 'inherit'],
		env: { ...process.env, BENCH_FIGURES: figures },
	});
	let output = '';
	child.stdout.on('data', (chunk) => (output += chunk));
	const code = await new Promise((resolve) => child.on('close', resolve));
	const seconds = (performance.now() - began) / 1_000;
	const result = JSON.parse(output);
	if (code !== 0 || result.people.total !== USERS) throw new Error(`The sync ended with ${code}.`);
	return { seconds, result, ...JSON.parse(readFileSync(figures, 'utf8')) };
}

function report(name, { seconds, rssMib, cpuSeconds, delayP99Ms, delayMaxMs }, most) {
	const within = (value, limit, unit) => ({ target: `<= ${limit} ${unit}`, met: value <= limit });
	row(`${name}: time`, `${seconds.toFixed(1)} s`, within(seconds, most, 's'));
	row(`${name}: memory at most`, `${rssMib.toFixed(0)} MiB`, within(rssMib, 250, 'MiB'));
	row(
		`${name}: event loop delay, p99`,
		`${delayP99Ms.toFixed(0)} ms`,
		within(delayP99Ms, 50, 'ms'),
	);
	row(`${name}: event loop delay, longest`, `${delayMaxMs.toFixed(0)} ms`);
	row(`${name}: processor time`, `${cpuSeconds.toFixed(1)} s`);
}

const tenant = await startTenant();
try {
	tenant.removeAllListeners('exit');
	report(`sync of ${USERS.toLocaleString('en')} people, everybody`, await sync(), 8);
	report('the same again, nothing changed', await sync(), 6);
} finally {
	tenant.kill();
	rmSync(folder, { recursive: true, force: true });
}
