import { setTimeout as delay } from 'node:timers/promises';

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Time as the steps and the transport see it, so that a test can make ten minutes pass at once. */
export interface Clock {
	now(): Date;
	/** Resolves after so many milliseconds. */
	sleep(milliseconds: number): Promise<void>;
}

/**
 * A clock whose waits end early once the signal is aborted. Whoever waited looks again and then is told that nothing
 * may be sent any more.
 */
export function untilStopped(clock: Clock, signal: AbortSignal): Clock {
	return {
		now: () => clock.now(),
		sleep: async (milliseconds) => {
			if (signal.aborted) return;
			let wake: () => void = () => undefined;
			const stopped = new Promise<void>((resolve) => {
				wake = resolve;
				signal.addEventListener('abort', wake, { once: true });
			});
			await Promise.race([clock.sleep(milliseconds), stopped]);
			signal.removeEventListener('abort', wake);
		},
	};
}

export const systemClock: Clock = {
	now: () => new Date(),
	sleep: async (milliseconds) => {
		// A timer of Node's that is set for longer goes off at once.
		for (let rest = milliseconds; rest > 0; rest -= LONGEST_TIMER_MS) {
			await delay(Math.min(rest, LONGEST_TIMER_MS));
		}
	},
};
