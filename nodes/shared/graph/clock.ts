import { setTimeout as delay } from 'node:timers/promises';

/** Time as the steps and the transport see it, so that a test can make ten minutes pass at once. */
export interface Clock {
	now(): Date;
	/** Resolves after so many milliseconds. */
	sleep(milliseconds: number): Promise<void>;
}

export const systemClock: Clock = {
	now: () => new Date(),
	sleep: async (milliseconds) => {
		await delay(milliseconds);
	},
};
