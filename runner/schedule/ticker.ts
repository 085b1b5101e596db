import { join } from 'node:path';
import Bree from 'bree';

/** How often Bree looks whether its job is alive, milliseconds. */
const WATCH_MS = 5_000;

/** Something that ticks every second until it is stopped. */
export interface Ticker {
	stop(): Promise<void>;
}

/**
 * Starts the clockwork: one Bree job, a worker that ticks. Bree starts it again when it has died; while it lives, that
 * attempt does nothing.
 *
 * @param onTick must not throw
 */
export async function startTicker(onTick: () => void): Promise<Ticker> {
	const bree = new Bree({
		root: false,
		logger: false,
		jobs: [
			{ name: 'tick', path: join(__dirname, 'tick-worker.js'), timeout: 0, interval: WATCH_MS },
		],
		workerMessageHandler: () => onTick(),
		// A worker that died is started again; there is nothing else to do about it.
		errorHandler: () => undefined,
	});
	await bree.start();
	return {
		stop: async () => {
			await bree.stop();
		},
	};
}
