// What the embedded engine itself costs: the shipped workflow with steps that do nothing, so no Graph, no journal, no
// PDF. Prints one row of the table of figures.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { row } from './table.mjs';
import engineModule from '../dist/runner/engine/engine.js';

const ROOT = resolve(fileURLToPath(import.meta.url), '../..');
const WARM_UP = 50;
const RUNS = 300;
const TARGET_MS = 5;

const dataFolder = mkdtempSync(join(tmpdir(), 'offboardiq-bench-'));
const engine = await engineModule.createEngine({
	packFolder: join(ROOT, 'test', 'harness', 'pack'),
	workflowFile: join(ROOT, 'dist', 'workflows', 'offboarding.json'),
	dataFolder,
});

const connection = {
	tenantId: 'bench.example',
	clientId: 'bench',
	credential: { kind: 'secret', clientSecret: 'bench' },
	cloud: 'global',
	graphBaseUrl: 'http://127.0.0.1:1',
	loginBaseUrl: 'http://127.0.0.1:1',
};

/** One run, in milliseconds. A run that does not finish all ten steps is no figure. */
async function timeOne(number) {
	const input = {
		id: `OFF-2026-${String(number).padStart(6, '0')}`,
		connection,
		user: 'ada@bench.example',
		manager: null,
		dryRun: false,
		requestedBy: null,
		ticket: null,
		requestedAt: new Date().toISOString(),
	};
	let steps = 0;
	const began = performance.now();
	const result = await engine.run(input, (event) => {
		if (event.type === 'stepFinished' && event.outcome.status === 'done') steps += 1;
	});
	const took = performance.now() - began;
	if (result.status !== 'finished' || steps !== 10)
		throw new Error(`Run ${number}: ${result.status}`);
	return took;
}

for (let number = 1; number <= WARM_UP; number += 1) await timeOne(number);
const times = [];
for (let number = 1; number <= RUNS; number += 1) times.push(await timeOne(WARM_UP + number));
times.sort((a, b) => a - b);
const median = times[Math.floor(times.length / 2)];
const p95 = times[Math.floor(times.length * 0.95)];
rmSync(dataFolder, { recursive: true, force: true });

row('engine alone, ten no-op steps', `${median.toFixed(1)} ms (95 % below ${p95.toFixed(1)})`, {
	target: `${TARGET_MS} ms`,
	met: median <= TARGET_MS,
});
