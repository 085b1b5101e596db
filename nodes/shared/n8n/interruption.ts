import { failureWithoutAnswer } from '../graph/failure';
import { isOver, type StepOutcome } from '../step/outcome';
import { brokenOutcome } from '../step/step';
import type { StepJournal } from '../step/stepJournal';
import type { StepKey } from '../step/vocabulary';
import { withEarlier } from '../step/withEarlier';
import { journalOf } from './runJournals';

/** What a step has to know of the run it is in, where the hosted runner keeps one. */
export interface Interruption {
	readonly journal: StepJournal | null;
	/** Its outcome already, so that it does not run: it ended before an interruption, or the run was stopped. */
	readonly settled: StepOutcome | null;
	/** Adds what it did before an interruption to what it came to now. */
	readonly complete: (outcome: StepOutcome) => StepOutcome;
}

/** The interruptions of the run that an execution belongs to; in a self-hosted n8n there are none. */
export function interruptionOf(executionId: string, key: StepKey): Interruption {
	const run = journalOf(executionId);
	const journal = run?.forStep(key) ?? null;
	const before = run?.resumed?.steps.find((step) => step.key === key) ?? null;
	return {
		journal,
		settled: before !== null && isOver(before) ? before : notStarted(key, journal, before),
		complete: (outcome) => withEarlier(outcome, before, journal?.earlier ?? []),
	};
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
