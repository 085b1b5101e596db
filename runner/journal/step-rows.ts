import type { StepOutcome } from '../../nodes/shared/step/outcome';
import type { StepKey } from '../../nodes/shared/step/vocabulary';
import type { HeldRun } from './held-run';

/** A step as its row keeps it. */
interface StepColumns {
	readonly run_id: string;
	readonly key: string;
	readonly started_at: string;
	readonly status: string;
	readonly outcome_json: string | null;
	readonly finished_at: string | null;
}

/** The row of a step that ended. */
export function endedRow(held: HeldRun, outcome: StepOutcome): StepColumns {
	return {
		run_id: held.id,
		key: outcome.key,
		started_at: outcome.startedAt,
		status: outcome.status,
		outcome_json: JSON.stringify(outcome),
		finished_at: outcome.finishedAt,
	};
}

/** The row of a step that begins now. */
export function startedRow(held: HeldRun, key: StepKey): StepColumns {
	const started_at = new Date().toISOString();
	const nothing = { outcome_json: null, finished_at: null };
	return { run_id: held.id, key, started_at, status: 'running', ...nothing };
}
