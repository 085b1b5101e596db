import { failureWithoutAnswer } from '../graph/failure';
import { notTried } from '../step/notTried';
import { isInTry, type OnlySteps } from '../step/onlySteps';
import { isOver, type StepOutcome } from '../step/outcome';
import { brokenOutcome } from '../step/runStep';
import type { StepJournal } from '../step/stepJournal';
import type { StepKey } from '../step/vocabulary';
import { withEarlier } from '../step/withEarlier';
import { journalOf } from './runJournals';

/** What a step has to know of the run it is in, where the hosted runner keeps one. */
export interface Interruption {
	readonly journal: StepJournal | null;
	/**
	 * Its outcome already, so that it does not run: it ended before an interruption, it is no part of this try, or the run
	 * was stopped.
	 */
	readonly settled: StepOutcome | null;
	/** Adds what it did before an interruption to what it came to now. */
	readonly complete: (outcome: StepOutcome) => StepOutcome;
}

/**
 * The interruptions of the run that an execution belongs to; in a self-hosted n8n there are none.
 *
 * @param only the steps that are tried; null: all of them
 */
export function interruptionOf(
	executionId: string,
	key: StepKey,
	only: OnlySteps | null = null,
): Interruption {
	const run = journalOf(executionId);
	const journal = run?.forStep(key) ?? null;
	const before = run?.resumed?.steps.find((step) => step.key === key) ?? null;
	return {
		journal,
		settled: settledOf(key, { before, only, journal }),
		complete: (outcome) => withEarlier(outcome, before, journal?.earlier ?? []),
	};
}

function settledOf(
	key: StepKey,
	{
		before,
		only,
		journal,
	}: { before: StepOutcome | null; only: OnlySteps | null } & Pick<Interruption, 'journal'>,
): StepOutcome | null {
	if (before !== null && isOver(before)) return before;
	if (only !== null && !isInTry(only, key)) return notTried(key, only, new Date());
	return notStarted(key, journal, before);
}

/** A step that the run does not come to, because it was stopped. */
function notStarted(
	key: StepKey,
	journal: StepJournal | null,
	before: StepOutcome | null,
): StepOutcome | null {
	const refusal = journal?.refusal() ?? null;
	if (refusal === null) return null;
	const failure = failureWithoutAnswer({ kind: 'notSent', ...refusal });
	return before ?? brokenOutcome(key, failure, new Date());
}
