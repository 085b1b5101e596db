import type { Offboarding } from '../../nodes/shared/step/offboarding';

/**
 * An offboarding as it is kept: without those who are on the same list. They are in the journal once; in each of five
 * hundred runs, written anew after each step, they would be most of what is written.
 */
export function withoutList(offboarding: Offboarding, list: readonly string[]): Offboarding {
	if (list.length === 0 || !offboarding.leaving) return offboarding;
	const names = new Set(list);
	return { ...offboarding, leaving: offboarding.leaving.filter((name) => !names.has(name)) };
}

/** The same with everybody on the list again. */
export function withList(offboarding: Offboarding, list: readonly string[]): Offboarding {
	if (list.length === 0) return offboarding;
	return { ...offboarding, leaving: [...new Set([...(offboarding.leaving ?? []), ...list])] };
}
