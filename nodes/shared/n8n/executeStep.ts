import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { GraphCall } from '../graph';
import { graphFor } from './credential';
import { nodeErrorOf } from './errors';
import { employeeFor, offboardingIn } from './input';
import { interruptionOf } from './interruption';
import { stepsAsTheyStand } from '../step/notTried';
import { type Step, type StepContext } from '../step/step';
import { brokenOutcome, runStep, withStep } from '../step/runStep';
import { signInRefusal } from '../step/signInLost';
import type { Offboarding } from '../step/offboarding';
import type { StepOutcome } from '../step/outcome';
import type { StepKey } from '../step/vocabulary';

/** How long a step waits for a write to show before it says *accepted*, milliseconds. */
const VERIFY_FOR_MS = 15_000;
/** Sessions stay usable until step 3, so the two before it look back for a moment only; see `lastLook` for sign-in. */
const VERIFY_EARLY_FOR_MS = 3_000;
const EARLY: ReadonlySet<StepKey> = new Set(['disableAccount', 'resetPassword']);

/** What a step node does for each item. */
export interface StepWork<Options> {
	readonly step: Step<Options>;
	/** The node's own fields for an item; most steps have none. */
	readonly optionsOf: (itemIndex: number) => Options;
	/** What the step makes possible for earlier ones, once it is through. */
	readonly afterwards?: (context: StepContext, offboarding: Offboarding) => Promise<Offboarding>;
}

/**
 * Runs a step for every input item: the one body all step nodes share.
 *
 * An item that comes from Look Up Employee is handed on with the step's outcome added; any other gets `employee` and
 * `steps` added. A step that failed is an error in n8n's sense, so it stops the workflow unless the node is set to
 * continue; then the outcome travels on as data and says that it failed.
 */
export async function executeStep<Options>(
	node: IExecuteFunctions,
	work: StepWork<Options>,
): Promise<INodeExecutionData[][]> {
	const items = node.getInputData();
	const output: INodeExecutionData[] = [];
	for (let itemIndex = 0; itemIndex < items.length; itemIndex += 1) {
		try {
			const { json, outcome } = await executeItem(node, work, itemIndex);
			const error = isError(outcome) ? stepError(node, outcome, itemIndex) : null;
			if (error !== null && !node.continueOnFail()) throw error;
			output.push({ json, ...markOf(node, error), pairedItem: { item: itemIndex } });
		} catch (error) {
			const shown = nodeErrorOf(node.getNode(), error, itemIndex);
			if (!node.continueOnFail()) throw error instanceof NodeOperationError ? error : shown;
			output.push({
				json: { ...items[itemIndex]?.json, error: shown.message },
				...markOf(node, shown as NodeOperationError),
				pairedItem: { item: itemIndex },
			});
		}
	}
	return [output];
}

async function executeItem<Options>(
	node: IExecuteFunctions,
	{ step, optionsOf, afterwards }: StepWork<Options>,
	itemIndex: number,
): Promise<{ json: IDataObject; outcome: StepOutcome }> {
	const json = node.getInputData()[itemIndex]?.json ?? {};
	const offboarding = offboardingIn(json);
	const { dryRun = false, only } = offboarding?.request ?? {};
	const { journal, settled, complete } = interruptionOf(node.getExecutionId(), step.key, only);
	if (settled && offboarding) return withOutcome(json, offboarding, settled);
	let calls: readonly GraphCall[] = [];
	try {
		const graph = await graphFor(node, { readOnly: dryRun, journal }, itemIndex);
		// The live list: when something breaks, what was sent until then must not be lost with it.
		calls = graph.calls;
		const employee = await employeeFor(node, graph, offboarding, itemIndex);
		const context: StepContext = {
			graph,
			employee,
			...knownFrom(offboarding),
			dryRun,
			journal,
			verifyForMs: EARLY.has(step.key) ? VERIFY_EARLY_FOR_MS : VERIFY_FOR_MS,
		};
		const outcome = complete(await runStep(step, context, optionsOf(itemIndex)));
		if (!offboarding) {
			const next = { employee, steps: [...stepsIn(json), outcome] };
			return { json: { ...json, ...next } as unknown as IDataObject, outcome };
		}
		const done = withStep(offboarding, outcome);
		const next = afterwards && !dryRun ? await goOn(afterwards, context, done) : done;
		return { json: { ...json, ...next }, outcome };
	} catch (error) {
		if (!offboarding) throw error;
		// The run goes on, so its record must say what became of this step.
		const broken = brokenOutcome(step.key, error, new Date());
		const outcome = complete({ ...broken, calls: [...calls] });
		return withOutcome(json, offboarding, outcome);
	}
}

/** What a step is told of the look-up and of the steps before it. */
function knownFrom(
	offboarding: Offboarding | null,
): Pick<StepContext, 'manager' | 'holdings' | 'leaving' | 'before'> {
	return {
		manager: offboarding?.manager,
		holdings: offboarding?.holdings ?? null,
		leaving: offboarding?.leaving ?? [],
		before: offboarding ? stepsAsTheyStand(offboarding) : [],
	};
}

function withOutcome(json: IDataObject, offboarding: Offboarding, outcome: StepOutcome) {
	return { json: { ...json, ...withStep(offboarding, outcome) }, outcome };
}

/** What came before is done and on the record, whatever becomes of the steps it made possible. */
async function goOn(
	afterwards: NonNullable<StepWork<unknown>['afterwards']>,
	context: StepContext,
	offboarding: Offboarding,
): Promise<Offboarding> {
	try {
		return await afterwards(context, offboarding);
	} catch {
		return offboarding;
	}
}

function stepsIn(json: IDataObject): readonly unknown[] {
	return Array.isArray(json['steps']) ? json['steps'] : [];
}

/**
 * n8n throws an item's data away, and with it the record, as soon as the item is marked as an error. So it is marked
 * only where the mark is what leads it to the error output; on the regular one the outcome says what failed.
 */
function markOf(
	node: IExecuteFunctions,
	error: NodeOperationError | null,
): Pick<INodeExecutionData, 'error'> {
	return error !== null && node.getNode().onError === 'continueErrorOutput' ? { error } : {};
}

function isError(outcome: StepOutcome): boolean {
	const { status } = outcome;
	return status === 'failed' || status === 'unknown' || signInRefusal(outcome) !== null;
}

function stepError(
	node: IExecuteFunctions,
	outcome: StepOutcome,
	itemIndex: number,
): NodeOperationError {
	const worst = outcome.items.find((item) => item.status === outcome.status);
	const id = worst?.requestId ? `, request-id ${worst.requestId}` : '';
	return new NodeOperationError(node.getNode(), outcome.reason ?? outcome.summary, {
		description: `${outcome.summary} ${worst?.code ?? ''}${id}`.trim(),
		itemIndex,
	});
}
