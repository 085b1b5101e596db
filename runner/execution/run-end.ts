import { isOver } from '../../nodes/shared/step/outcome';
import type { EngineResult } from '../engine/events';
import type { RunEnd } from '../journal/run-record';
import type { Report, RunRecord } from '../journal/run-record';
import { endStatus, waitsFor } from '../journal/run-status';
import type { LiveRun } from './live-run';
import type { Recording } from './recording';

/** Why a run did not come to its end, as far as that is known. */
interface Stopped extends Pick<LiveRun, 'stopCode' | 'unanswered'> {
	/** It was too late for what was left of it: why; null: it was not. */
	readonly late: string | null;
}

/** How a run ended, from what the engine said, what is on record, and why it was stopped or got no answer, if so. */
export function endOf(
	result: EngineResult,
	run: RunRecord,
	{ report, refusal }: Recording,
	{ stopCode, unanswered, late }: Stopped,
): RunEnd {
	const saved: Report | null = report ?? run.report;
	if (refusal !== null) return { status: 'refused', message: refusal.message, report: null };
	const isCut = result.status === 'cancelled' || (stopCode === 'RunCancelled' && hasRest(run));
	if (isCut) {
		const message = `${late ?? 'It was stopped.'} What was done by then stays done; the rest was not started.`;
		return { status: 'cancelled', message, report: saved };
	}
	if (result.status === 'finished') {
		const status = endStatus(run.steps, run.request.dryRun);
		return { status, message: waitsFor(run.steps), report: saved };
	}
	if (result.status === 'refused' && unanswered !== null) {
		return { status: 'waiting', message: `Not started: ${unanswered}`, report: null };
	}
	return { status: result.status, message: result.message, report: saved };
}

/** True while a step was not come to, or not to its end. A cancel that came later than that changed nothing. */
function hasRest({ steps }: RunRecord): boolean {
	return steps.some(({ outcome }) => outcome === null || !isOver(outcome));
}
