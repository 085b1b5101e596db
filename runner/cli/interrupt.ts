/** Ctrl-C through npm or our own re-execution can arrive twice at once; a person needs longer for the second. */
const SAME_PRESS_MS = 500;

/**
 * Turns the first SIGINT or SIGTERM into an abort, so that the step under way can end and be written down; a second
 * one ends the process at once.
 *
 * @param onFirst told once, to say that it is stopping
 * @returns the signal, and what takes the handlers away again
 */
export function stopOnSignal(onFirst: () => void): { signal: AbortSignal; dispose: () => void } {
	const controller = new AbortController();
	let first = 0;
	const handle = () => {
		if (first === 0) {
			first = Date.now();
			onFirst();
			controller.abort();
		} else if (Date.now() - first > SAME_PRESS_MS) {
			process.exit(1);
		}
	};
	process.on('SIGINT', handle);
	process.on('SIGTERM', handle);
	return {
		signal: controller.signal,
		dispose: () => {
			process.off('SIGINT', handle);
			process.off('SIGTERM', handle);
		},
	};
}

/** Waits for SIGINT or SIGTERM. */
export function untilSignal(): Promise<void> {
	return new Promise((resolve) => {
		process.on('SIGINT', () => resolve());
		process.on('SIGTERM', () => resolve());
	});
}
