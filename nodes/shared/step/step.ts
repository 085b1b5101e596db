import type { GraphCall } from '../graph/call';
import type { GraphClient } from '../graph/client';
import { GraphFailure } from '../graph/failure';
import { stepGap } from './cloudGaps';
import { withoutAccount } from './deletedMeanwhile';
import { asForeseen } from './foreseen';
import { broken, fromFailure } from './items';
import type { Employee, Holdings, Offboarding, Person } from './offboarding';
import type { ItemOutcome, StepOutcome } from './outcome';
import type { StepJournal } from './stepJournal';
import { asNotStarted } from './signInLost';
import { stepNamed, worstStatus, type StepKey } from './vocabulary';

/** What a step is given. It decides nothing about who: the object id is settled before. */
export interface StepContext {
	readonly graph: GraphClient;
	readonly employee: Employee;
	/** From the look-up; null when the step runs without one, then it reads for itself. */
	readonly manager: Person | null | undefined;
	readonly holdings: Holdings | null;
	/** Object ids or UPNs of accounts that are offboarded too: they take nothing over. */
	readonly leaving?: readonly string[];
	/** How the steps before this one ended; absent where it runs alone. */
	readonly before?: readonly StepOutcome[];
	/** Reads only: answer what would be done. */
	readonly dryRun: boolean;
	/** The runner's; null in a self-hosted n8n. */
	readonly journal?: StepJournal | null;
	/** How long to wait for a write to become visible before it counts as accepted only, milliseconds. */
	readonly verifyForMs: number;
}

/** What a step's own work comes to. */
export interface StepResult {
	readonly items: readonly ItemOutcome[];
	/** One sentence about the whole, in the product's words. */
	readonly summary: string;
}

/** One step: its name in the table, and the work. */
export interface Step<Options> {
	readonly key: StepKey;
	/**
	 * Does the work and says what became of each item. Failures it expects are items; what it throws becomes one, so a
	 * step never ends without an outcome.
	 */
	readonly run: (context: StepContext, options: Options) => Promise<StepResult>;
}

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
