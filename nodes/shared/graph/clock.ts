import { setTimeout as delay } from 'node:timers/promises';

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Time as the steps and the transport see it, so that a test can make ten minutes pass at once. */
export interface Clock {
	now(): Date;
	/** Resolves after so many milliseconds. */
	sleep(milliseconds: number): Promise<void>;
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
