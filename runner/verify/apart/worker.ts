import { parentPort, workerData } from 'node:worker_threads';
import { checkPdf, type CheckPdfOptions } from '../pdf';

/** Checks the one file it was started with, says what came of it, and ends. */
const { bytes, options } = workerData as {
	readonly bytes: Uint8Array;
	readonly options: CheckPdfOptions;
};

void checkPdf(bytes, options).then((verdict) => parentPort?.postMessage(verdict));
