import type { Offboarding } from '../nodes/shared/step/offboarding';
import type { ItemOutcome } from '../nodes/shared/step/outcome';
import type { RunStatus, Status } from '../nodes/shared/step/vocabulary';
import { knownOutcome } from './journal/known-outcome';
import type { OnlySteps } from '../nodes/shared/step/onlySteps';
import type { RunRecord, StepRecord } from './journal/run-record';

/** What `run --json` and `runs --json` print: a contract that people script against. */
export interface RunJson {
	readonly id: string;
	/** All three are null when nobody was found. */
	readonly employee: {
		readonly id: string | null;
		readonly userPrincipalName: string | null;
		readonly displayName: string | null;
	};
	readonly status: RunStatus;
	readonly startedAt: string;
	readonly finishedAt: string | null;
	readonly steps: readonly StepJson[];
	/** Absolute path of the PDF; null when there is none. */
	readonly report: string | null;
	/** Of one more try of single steps only: whose steps they are, the how manieth try, and which. */
	readonly tryOf?: {
		readonly run: string;
		readonly number: number;
		readonly steps: readonly string[];
	};
}

interface StepJson {
	readonly number: number;
	readonly key: string;
	readonly status: Status;
	readonly verified: boolean;
	readonly reason: string | null;
	readonly items: readonly Pick<ItemOutcome, 'target' | 'status' | 'reason' | 'requestId'>[];
	readonly startedAt: string | null;
	readonly finishedAt: string | null;
}

/** A run as the command line's contract has it. */
export function toJson(run: RunRecord): RunJson {
	return {
		id: run.id,
		employee: employeeOf(run.offboarding),
		// A run without an end is under way in another process or was interrupted: either way it waits.
		status: run.status === 'running' ? 'waiting' : run.status,
		startedAt: run.startedAt,
		finishedAt: run.finishedAt,
		steps: run.steps.map(stepOf),
		report: run.report?.path ?? null,
		...tryOf(run.request.only),
	};
}

function tryOf(only: OnlySteps | null | undefined): Pick<RunJson, 'tryOf'> {
	return only ? { tryOf: { run: only.of, number: only.number, steps: only.steps } } : {};
}

function employeeOf(offboarding: Offboarding | null): RunJson['employee'] {
	const { id = null, userPrincipalName = null, displayName = null } = offboarding?.employee ?? {};
	return { id, userPrincipalName, displayName };
}

function stepOf(step: StepRecord): StepJson {
	const outcome = knownOutcome(step);
	return {
		number: step.number,
		key: step.key,
		status: outcome?.status ?? 'pending',
		verified: outcome?.verified ?? false,
		reason: outcome?.reason ?? null,
		items: (outcome?.items ?? []).map(({ target, status, reason, requestId }) => ({
			target,
			status,
			reason,
			requestId,
		})),
		startedAt: outcome?.startedAt ?? null,
		finishedAt: step.outcome?.finishedAt ?? null,
	};
}
