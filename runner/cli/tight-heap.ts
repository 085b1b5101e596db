import { setFlagsFromString } from 'node:v8';

/**
 * Makes V8 collect sooner. On a machine with much memory it lets the heap double before it looks, and a runner with
 * eight offboardings under way then takes more than twice what it needs. Call it before anything is loaded.
 */
export function tightenHeap(): void {
	setFlagsFromString('--heap-growing-percent=15');
}
