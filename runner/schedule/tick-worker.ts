import { parentPort } from 'node:worker_threads';

/**
 * The one job that Bree runs. It says "tick" every second and does nothing else: what there is to do stands in the
 * database, and is done where the engine is.
 */
const EVERY_MS = 1_000;

const say = () => parentPort?.postMessage('tick');
say();
setInterval(say, EVERY_MS);
parentPort?.on('message', (message: unknown) => {
	if (message === 'cancel') process.exit(0);
});
