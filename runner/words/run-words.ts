import { markOf, type RunStatus } from '../../nodes/shared/step/vocabulary';
import { knownOutcome } from '../journal/known-outcome';
import type { RunRecord } from '../journal/run-record';

const WORDS: Readonly<Record<RunStatus | 'running', string>> = {
	completed: 'Completed',
	completed_with_exceptions: 'Completed with exceptions',
	failed: 'Failed',
	cancelled: 'Cancelled',
	refused: 'Refused',
	waiting: 'Waiting',
	running: 'Not finished',
};

/** How a run stands, for people, in the words of its record: what was only accepted is not called seen. */
export function runWords(run: RunRecord): string {
	return isUnseen(run) ? 'Completed, not all seen yet' : WORDS[run.status];
}

/** The status alone, where the steps are not at hand or runs are counted by it. */
export const statusWords = (status: RunStatus | 'running'): string => WORDS[status];

/** Nothing is open, and something of it was only accepted: no read has shown it. */
export function isUnseen({ status, steps, request }: RunRecord): boolean {
	// A dry run has done nothing that could be seen.
	if (status !== 'completed' || request.dryRun) return false;
	return steps.some((step) => {
		const outcome = knownOutcome(step);
		return outcome !== null && markOf(outcome) === 'accepted';
	});
}
