import { isNotTried, NOT_TRIED } from '../../nodes/shared/step/onlySteps';
import type { StepOutcome } from '../../nodes/shared/step/outcome';
import { isException, markOf } from '../../nodes/shared/step/vocabulary';
import { knownOutcome } from '../journal/known-outcome';
import type { RunRecord } from '../journal/run-record';

/** The rows of a run in one sentence: "7 done, 1 accepted, 2 skipped with a reason, nothing open." */
export function countSentence(run: RunRecord): string {
	const { dryRun } = run.request;
	const parts: string[] = [];
	const add = (count: number, words: string) => {
		if (count > 0) parts.push(`${count} ${words}`);
	};
	const all = outcomesOf(run);
	const marks = all.filter((outcome) => !isNotTried(outcome)).map(markOf);
	const count = (mark: string) => marks.filter((one) => one === mark).length;
	add(count('done'), 'done');
	add(count('accepted'), 'accepted');
	add(count('skipped'), 'skipped with a reason');
	add(count('blocked'), 'blocked');
	add(count('failed'), 'failed');
	add(count('unknown'), 'unknown');
	const pending = run.steps.length - all.length + count('pending');
	add(pending, dryRun ? 'would run' : 'not started');
	add(all.length - marks.length, NOT_TRIED.toLowerCase());
	const open = openSteps(run).length;
	if (open > 0) return `${parts.join(', ')}; ${open} open.`;
	// What was not started is open in every sense a reader knows.
	return parts.join(', ') + (pending > 0 && !dryRun ? '.' : ', nothing open.');
}

/** What is known of the steps of a run; those it never reached are not in it. */
export function outcomesOf(run: RunRecord): StepOutcome[] {
	return run.steps.flatMap((step) => knownOutcome(step) ?? []);
}

/** The steps that a person has to look at. */
export function openSteps(run: RunRecord): StepOutcome[] {
	return outcomesOf(run).filter((outcome) =>
		[outcome, ...outcome.items].some(({ status }) => isException(status)),
	);
}
