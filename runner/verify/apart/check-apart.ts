import { Worker } from 'node:worker_threads';
import { builtFile } from '../../built-file';
import type { CheckPdfOptions } from '../pdf';
import type { Verdict } from '../verdict';

/** A record takes a fraction of a second. */
const MOST_MS = 20_000;
const LIMITS = { maxOldGenerationSizeMb: 256 };
/** What is unpacked lies outside the heap, where those limits see nothing: a megabyte can become gigabytes there. */
const MOST_OUTSIDE_BYTES = 200_000_000;
const LOOK_MS = 50;

/**
 * Checks a file that comes from anybody, in a thread of its own with little memory and little time: whatever it is made
 * to do, nobody else waits for it.
 *
 * @param bytes the file
 * @param mostMs after that it counts as one that can't be read
 * @returns a verdict for whatever it is
 */
export async function checkApart(
	bytes: Uint8Array,
	options: CheckPdfOptions = {},
	mostMs = MOST_MS,
): Promise<Verdict> {
	const worker = new Worker(builtFile(__dirname, 'worker.js'), {
		...{ workerData: { bytes, options }, env: {}, execArgv: [], resourceLimits: LIMITS },
		...{ stdout: true, stderr: true },
	});
	const timer = setTimeout(() => void worker.terminate(), mostMs);
	const look = setInterval(() => void endIfLarge(worker), LOOK_MS);
	try {
		return await new Promise((resolveIt) => {
			worker.once('message', (verdict: Verdict) => resolveIt(verdict));
			worker.once('error', () => resolveIt(UNREADABLE));
			worker.once('exit', () => resolveIt(UNREADABLE));
		});
	} finally {
		clearTimeout(timer);
		clearInterval(look);
		await worker.terminate();
	}
}

/** Asked of the thread by its engine, however busy its own code is. */
async function endIfLarge(worker: Worker): Promise<void> {
	const found = await worker.getHeapStatistics().catch(() => null);
	if (found && found.external_memory > MOST_OUTSIDE_BYTES) await worker.terminate();
}

const UNREADABLE: Verdict = {
	holds: false,
	findings: [
		{
			check: 'file',
			holds: false,
			says: 'It takes more time or memory to read than any record does. It is none of ours.',
		},
	],
	record: null,
};
