import { AsyncLocalStorage } from 'node:async_hooks';

const background = new AsyncLocalStorage<true>();

/**
 * Runs work that nobody waits for in front of a page, such as a long list: in everything it awaits, its statements let
 * those of everybody else go first. Nothing of it is lost or left out, it only queues behind.
 */
export function inBackground<T>(work: () => T): T {
	return background.run(true, work);
}

/** Whether this is part of such work. */
export function isInBackground(): boolean {
	return background.getStore() === true;
}
