import type { RunStatus } from '../../nodes/shared/step/vocabulary';
import { isException } from '../../nodes/shared/step/vocabulary';
import type { StepRecord } from './run-record';

/**
 * How a run ended whose every node ran: `completed` only when nothing in it is open. A dry run completes when every
 * step said what it would do.
 */
export function endStatus(
	steps: readonly StepRecord[],
	dryRun: boolean,
): Extract<RunStatus, 'completed' | 'completed_with_exceptions'> {
	return steps.some((step) => isOpen(step, dryRun)) ? 'completed_with_exceptions' : 'completed';
}

/** True for a step that a person has to look at: an exception in it or in one of its items, or no outcome at all. */
function isOpen({ outcome }: StepRecord, dryRun: boolean): boolean {
	if (!outcome) return true;
	const statuses = [outcome.status, ...outcome.items.map((item) => item.status)];
	return statuses.some((status) => isException(status) || (status === 'pending' && !dryRun));
}
