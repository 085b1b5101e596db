import type { Step, StepContext, StepResult } from './step';
import type { GraphCall } from '../graph/call';
import { GraphFailure } from '../graph/failure';
import { stepGap } from './cloudGaps';
import { withoutAccount } from './deletedMeanwhile';
import { asForeseen } from './foreseen';
import { broken, fromFailure } from './items';
import type { Offboarding } from './offboarding';
import type { ItemOutcome, StepOutcome } from './outcome';
import { asNotStarted } from './signInLost';
import { stepNamed, worstStatus, type StepKey } from './vocabulary';

/**
 * Runs a step and turns its result into the outcome that travels on: times, the calls it made, the status and the
 * certainty that follow from its items. A `GraphFailure` that the step did not expect becomes an item, never a success.
 *
 * @throws what the step throws besides, such as a ConnectionError, when it comes before the first request
 */
export async function runStep<Options>(
	step: Step<Options>,
	context: StepContext,
	options: Options,
): Promise<StepOutcome> {
	const { clock } = context.graph;
	const firstCall = context.graph.calls.length;
	const startedAt = clock.now().toISOString();
	const result = await resultOf(step, context, options, firstCall);
	return {
		...outcomeOf(step.key, result),
		startedAt,
		finishedAt: clock.now().toISOString(),
		calls: context.graph.calls.slice(firstCall),
	};
}

async function resultOf<Options>(
	step: Step<Options>,
	context: StepContext,
	options: Options,
	firstCall: number,
): Promise<StepResult> {
	const gap = stepGap(context.graph.connection.cloud, step.key);
	if (gap !== null) return { items: [], summary: gap };
	const result = await workOf(step, context, options, firstCall);
	const told = await withoutAccount(context, result, context.graph.calls.slice(firstCall));
	return asForeseen(context, step.key, told);
}

async function workOf<Options>(
	step: Step<Options>,
	context: StepContext,
	options: Options,
	firstCall: number,
): Promise<StepResult> {
	context.graph.awaitsConsent = stepNamed(step.key).phase !== 'Lock out' && !context.dryRun;
	try {
		return await step.run(context, options);
	} catch (error) {
		const target = { target: stepNamed(step.key).title };
		const calls = context.graph.calls.slice(firstCall);
		if (error instanceof GraphFailure) {
			const what = calls.some(mayHaveChanged) ? 'write' : 'read';
			return { items: [fromFailure(target, error, what)], summary: error.message };
		}
		// Before the first request nothing is lost with the throw; after it, the calls are all that is known.
		if (calls.length === 0) throw error;
		const item = broken(target, error);
		if (!calls.some(mayHaveChanged)) return { items: [item], summary: item.reason ?? '' };
		const reason = `${item.reason ?? ''} Part of it may have been done: see the requests.`;
		return { items: [{ ...item, status: 'unknown', reason }], summary: reason };
	}
}

/** True for a request that was not only a read and that was not definitely refused. */
function mayHaveChanged({ method, path, status }: GraphCall): boolean {
	if (method === 'GET') return false;
	const succeeded = status !== null && status >= 200 && status <= 299;
	// The members of an answered batch have rows of their own.
	if (succeeded) return !path.endsWith('/$batch');
	return status === null || status === 408 || status >= 500;
}

/**
 * The outcome of a step that could not even be run, or broke: the connection failed, or a defect of ours. Whatever
 * happened, the record gets a row that says so.
 */
export function brokenOutcome(key: StepKey, error: unknown, at: Date): StepOutcome {
	const item =
		error instanceof GraphFailure
			? fromFailure({ target: stepNamed(key).title }, error)
			: broken({ target: stepNamed(key).title }, error);
	return {
		...outcomeOf(key, { items: [item], summary: item.reason ?? 'The step could not be run.' }),
		startedAt: at.toISOString(),
		finishedAt: at.toISOString(),
		calls: [],
	};
}

/** Status and certainty of a step from its items. */
export function outcomeOf(
	key: StepKey,
	result: StepResult,
): Omit<StepOutcome, 'startedAt' | 'finishedAt' | 'calls'> {
	const items = result.items.map(asNotStarted);
	const status = worstStatus(items.map((item) => item.status));
	const verified = status === 'done' && whatIsUnseen(items).length === 0;
	return {
		number: stepNamed(key).number,
		key,
		status,
		verified,
		summary: result.summary,
		reason: status === 'done' ? whyAccepted(items) : reasonOf({ ...result, items }, status),
		items,
	};
}

/** What Microsoft accepted and no read has shown. */
function whatIsUnseen(items: readonly ItemOutcome[]): readonly ItemOutcome[] {
	return items.filter(({ status, verified }) => status === 'done' && !verified);
}

/** Why a step that is done is not verified; null where it is. */
function whyAccepted(items: readonly ItemOutcome[]): string | null {
	return whatIsUnseen(items).find(({ reason }) => reason !== null)?.reason ?? null;
}

/** The reason of the worst item; the summary when there is no item to give one. */
function reasonOf(result: StepResult, status: StepOutcome['status']): string {
	return result.items.find((item) => item.status === status)?.reason ?? result.summary;
}

/** The offboarding with one more step done. */
export function withStep(offboarding: Offboarding, outcome: StepOutcome): Offboarding {
	return {
		...offboarding,
		steps: [...offboarding.steps.filter((step) => step.key !== outcome.key), outcome],
	};
}
