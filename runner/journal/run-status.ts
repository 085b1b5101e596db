import type { RunStatus } from '../../nodes/shared/step/vocabulary';
import { signInRefusal } from '../../nodes/shared/step/signInLost';
import { isException } from '../../nodes/shared/step/vocabulary';
import type { StepRecord } from './run-record';

/**
 * How a run ended whose every node ran: `completed` only when nothing in it is open. A dry run completes when every
 * step said what it would do. It is `waiting` where the app could not sign in any more: what was not started can go on.
 */
export function endStatus(
	steps: readonly StepRecord[],
	dryRun: boolean,
): Extract<RunStatus, 'completed' | 'completed_with_exceptions' | 'waiting'> {
	if (waitsFor(steps) !== null) return 'waiting';
	return steps.some((step) => isOpen(step, dryRun)) ? 'completed_with_exceptions' : 'completed';
}

/** Why steps were not started, in one line, when the app could not sign in any more; null otherwise. */
export function waitsFor(steps: readonly StepRecord[]): string | null {
	const refusals = steps.flatMap(({ outcome }) => (outcome && signInRefusal(outcome)) ?? []);
	const [reason] = refusals;
	if (reason === undefined) return null;
	const which = refusals.length === 1 ? '1 step waits' : `${refusals.length} steps wait`;
	return `${which} for the connection: ${reason} Then run it again; what is done stays done.`;
}

/** True for a step that a person has to look at: an exception in it or in one of its items, or no outcome at all. */
function isOpen({ outcome }: StepRecord, dryRun: boolean): boolean {
	if (!outcome) return true;
	const statuses = [outcome.status, ...outcome.items.map((item) => item.status)];
	return statuses.some((status) => isException(status) || (status === 'pending' && !dryRun));
}
