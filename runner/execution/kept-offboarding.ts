import type { Offboarding } from '../../nodes/shared/step/offboarding';

/** Turns an offboarding into what is kept of it, and back. */
export interface Keeping {
	readonly kept: (offboarding: Offboarding) => Offboarding;
	readonly again: (kept: Offboarding) => Offboarding;
}

/**
 * An offboarding is kept without those who are on the same list. They are in the journal once; in each of five hundred
 * runs, written anew after each step, they would be most of what is written.
 *
 * @param list everybody on it; empty for one who leaves alone
 * @param own whom the run itself was told of besides
 */
export function keepingOf(list: readonly string[], own: readonly string[]): Keeping {
	if (list.length === 0) return { kept: (same) => same, again: (same) => same };
	return {
		kept: (offboarding) => ({ ...offboarding, leaving: own }),
		again: (kept) => ({ ...kept, leaving: [...(kept.leaving ?? []), ...list] }),
	};
}
