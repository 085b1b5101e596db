// The record of an ordinary offboarding, drawn and signed in worker threads as the runner does it: how long one takes
// once everything is warm, how large it is, how many a second, and how long this thread stands still meanwhile.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import poolModule from '../dist/nodes/shared/record/making/pool.js';
import evidenceModule from '../dist/runner/evidence/evidence.js';
import settingsModule from '../dist/runner/evidence/settings.js';
import credentialModule from '../dist/nodes/shared/evidence/signingCredential.js';
import { rehearse } from '../scripts/rehearsal.mjs';
import { row } from './table.mjs';

const WARM_UP = 60;
const TIMED = 60;
const AT_ONCE = 50;
const TARGET_MS = 150;
const TARGET_KIB = 200;
const TARGET_DELAY_MS = 50;

const folder = mkdtempSync(join(tmpdir(), 'offboardiq-bench-'));
const settings = settingsModule.evidenceSettings(undefined, {});
const evidence = new evidenceModule.Evidence(folder, async () => true, settings);
const credential = credentialModule.signingCredentialOf(await evidence.fields());
rmSync(folder, { recursive: true, force: true });

let offboarding;
await rehearse({ users: 60 }, async ({ offboard }) => {
	const run = await offboard('adele.vance@rehearsal.example', false);
	// As it stood when its record was made.
	const steps = run.offboarding.steps.filter(({ key }) => key !== 'compliancePdf');
	offboarding = {
		...run.offboarding,
		steps,
		tenant: { ...run.offboarding.tenant, simulated: false },
	};
});

const make = () =>
	poolModule.makeInBackground({
		offboarding,
		options: { generatedAt: new Date(), product: { name: 'OffboardIQ', version: 'bench' } },
		signing: { kind: 'credential', credential },
	});

/** One record; a record that is not signed is no figure. */
async function timeOne() {
	const began = performance.now();
	const { bytes, seal } = await make();
	if (seal.kind !== 'signed') throw new Error(`Not signed: ${JSON.stringify(seal)}`);
	return { took: performance.now() - began, size: bytes.length };
}

const cold = await timeOne();
for (let count = 0; count < WARM_UP; count += 1) await timeOne();
const timed = [];
const before = process.cpuUsage();
for (let count = 0; count < TIMED; count += 1) timed.push(await timeOne());
const spent = process.cpuUsage(before);
const times = timed.map(({ took }) => took).sort((a, b) => a - b);
const median = times[Math.floor(times.length / 2)];
row('signed PDF, warm, one at a time', `${median.toFixed(0)} ms (first ${cold.took.toFixed(0)})`, {
	target: `${TARGET_MS} ms`,
	met: median <= TARGET_MS,
});
const cpu = (spent.user + spent.system) / 1000 / TIMED;
row('signed PDF, processor time, all threads', `${cpu.toFixed(0)} ms each`);
const kib = timed[0].size / 1024;
row('signed PDF, size', `${kib.toFixed(0)} KiB`, {
	target: `${TARGET_KIB} KiB`,
	met: kib <= TARGET_KIB,
});

await Promise.all(Array.from({ length: AT_ONCE }, timeOne));
const histogram = monitorEventLoopDelay({ resolution: 5 });
histogram.enable();
await delay(50);
histogram.reset();
const began = performance.now();
await Promise.all(Array.from({ length: AT_ONCE }, timeOne));
const seconds = (performance.now() - began) / 1000;
histogram.disable();
const worst = histogram.max / 1e6;
row(`${AT_ONCE} signed PDFs at once`, `${(AT_ONCE / seconds).toFixed(0)} a second`);
row(`event loop delay meanwhile`, `${worst.toFixed(0)} ms at most`, {
	target: `${TARGET_DELAY_MS} ms`,
	met: worst <= TARGET_DELAY_MS,
});
