import { isNotTried, NOT_TRIED } from './onlySteps';
import type { StepOutcome } from './outcome';
import { markOf, STATUS_WORD, worstStatus, type StatusMark, type StepKey } from './vocabulary';

/** The mark of a step, never better than its worst item: a record must not say done over an item that failed. */
export function markOfStep(
	outcome: Pick<StepOutcome, 'status' | 'verified' | 'items'>,
): StatusMark {
	// Nothing of it was begun: a bar for "nothing to do" would say that somebody had looked.
	if (isNotTried(outcome)) return 'pending';
	const status = worstStatus([outcome.status, ...outcome.items.map((item) => item.status)]);
	const seen = outcome.items.every((item) => item.status !== 'done' || item.verified);
	return markOf({ status, verified: outcome.verified && seen });
}

/** The word beside a mark. A wipe that was accepted is only *requested* until Intune says it happened. */
export function wordFor(mark: StatusMark, key: StepKey): string {
	return mark === 'accepted' && key === 'wipeDevices' ? 'Requested' : STATUS_WORD[mark];
}

/** The same for a whole step. */
export function wordOfStep(
	outcome: Pick<StepOutcome, 'key' | 'status' | 'verified' | 'items'>,
): string {
	return isNotTried(outcome) ? NOT_TRIED : wordFor(markOfStep(outcome), outcome.key);
}
