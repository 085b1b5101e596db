import type { IRun, IWorkflowExecuteAdditionalData, Workflow } from 'n8n-workflow';
import type { Partner } from '../evidence/partner';
import { credentialsOf, type SigningFields } from './credentials';
import { SIGNING_CREDENTIAL } from '../../nodes/shared/evidence/signingCredential';
import { EngineError } from './errors';
import type { EngineListener, EngineResult, EngineRun } from './events';
import type { N8n } from './n8n';
import { PACK, type Pack } from './pack';
import { refuseEmptyStack } from './snapshot';
import { Tracker } from './tracker';
import type { ShippedWorkflow } from './workflow-file';

/** What every run of one engine shares; nothing in it changes. */
export interface EngineParts {
	readonly n8n: N8n;
	readonly pack: Pack;
	readonly shipped: ShippedWorkflow;
	/** What signs the records, or null. */
	readonly signing: SigningFields | null;
	/** Who stands on them as Microsoft's partner, or null. */
	readonly partner: Partner | null;
}

const MODE = 'integrated';
/** n8n-core builds links to its editor and webhooks from these; here there is neither. `.invalid` never resolves. */
const NOWHERE = 'https://offboardiq.invalid/';

/** Runs the shipped workflow once. Everything that belongs to the run is made here, so runs cannot mix. */
export async function runOnce(
	parts: EngineParts,
	input: EngineRun,
	listener: EngineListener,
): Promise<EngineResult> {
	const { n8n, shipped } = parts;
	const tracker = new Tracker(listener, input.resumed ?? null);
	const ending = new Ending();
	const workflow = workflowOf(parts);
	const data = startData(n8n, shipped, workflow, input);
	refuseEmptyStack(data);
	const hooks = hooksOf(parts, input.executionId ?? input.id);
	const typeOf = (name: string) => workflow.getNode(name)?.type ?? '';
	hooks.addHandler('nodeExecuteBefore', (name) => tracker.nodeStarted(typeOf(name)));
	hooks.addHandler('nodeExecuteAfter', (name, task) => tracker.nodeFinished(typeOf(name), task));
	hooks.addHandler('workflowExecuteAfter', (run) => ending.note(run));
	const additional = { ...additionalData(parts, input), hooks };
	const execute = new n8n.core.WorkflowExecute(additional, MODE, data);
	let execution: Execution;
	try {
		execution = execute.processRunExecutionData(workflow);
	} catch (error) {
		// It checks the nodes' parameters first and throws before anything ran.
		return { status: 'refused', message: firstLine(error) };
	}
	ending.note(await untilStopped(execution, input.signal));
	return resultOf(ending, tracker);
}

type Execution = ReturnType<
	InstanceType<N8n['core']['WorkflowExecute']>['processRunExecutionData']
>;

/** Waits for the end of a run, which comes after the node under way when the signal asks for it. */
async function untilStopped(execution: Execution, signal: AbortSignal | undefined): Promise<IRun> {
	const cancel = () => execution.cancel();
	signal?.addEventListener('abort', cancel, { once: true });
	if (signal?.aborted) cancel();
	try {
		return await execution;
	} finally {
		signal?.removeEventListener('abort', cancel);
	}
}

function hooksOf({ n8n, shipped }: EngineParts, executionId: string) {
	return new n8n.core.ExecutionLifecycleHooks(MODE, executionId, {
		...shipped.json,
		active: false,
		activeVersionId: null,
		isArchived: false,
		createdAt: new Date(0),
		updatedAt: new Date(0),
	});
}

/** n8n-core tells the truth about a cancelled run in its hook first; what it returns later may say `error`. */
class Ending {
	#run: IRun | null = null;
	#cancelled = false;

	note(run: IRun): void {
		this.#run = run;
		if (run.status === 'canceled') this.#cancelled = true;
	}

	get cancelled(): boolean {
		return this.#cancelled;
	}

	get error(): string | null {
		const run = this.#run;
		if (run?.finished === true && run.status === 'success') return null;
		return firstLine(run?.data.resultData.error);
	}
}

function firstLine(error: unknown): string {
	const message = error instanceof Object && 'message' in error ? String(error.message) : '';
	return message.split('\n')[0] || 'The engine stopped without a reason.';
}

function resultOf(ending: Ending, tracker: Tracker): EngineResult {
	const offboarding = tracker.latest;
	if (ending.cancelled) return { status: 'cancelled', offboarding };
	const { error } = ending;
	// Nothing was looked up, so nothing was changed: that is a refusal, whatever the reason.
	if (!offboarding) {
		return { status: 'refused', message: error ?? 'The look-up gave back no employee.' };
	}
	if (error !== null) return { status: 'failed', message: error, offboarding };
	return { status: 'finished', offboarding };
}

function workflowOf({ n8n, shipped, pack, signing, partner }: EngineParts): Workflow {
	const { nodeTypes } = pack;
	// Workflow fills in defaults in place; a run must not see another run's.
	const { id, name, nodes, connections, settings } = structuredClone(shipped.json);
	// The file leaves the choice open: in somebody's own n8n it would name a credential that is not there.
	const record = nodes.find(({ type }) => type === `${PACK}.compliancePdf`);
	if (record && signing !== null) {
		const here = { id: 'offboardiq-evidence', name: 'Evidence signing' };
		record.credentials = { ...record.credentials, [SIGNING_CREDENTIAL]: here };
	}
	if (record && partner !== null) {
		const options = { partnerName: partner.name, partnerMpn: partner.mpn };
		record.parameters = { ...record.parameters, options };
	}
	return new n8n.workflow.Workflow({
		id,
		name,
		nodes,
		connections,
		active: false,
		nodeTypes,
		...(settings ? { settings } : {}),
	});
}

function startData(n8n: N8n, shipped: ShippedWorkflow, workflow: Workflow, input: EngineRun) {
	const node = workflow.getNode(shipped.start.name);
	if (!node) throw new EngineError('The workflow has no start.');
	const { id, requestedBy, ticket, requestedAt, user, manager, dryRun } = input;
	const { breakGlass = [], leaving = [], caseFacts = null, choices = null } = input;
	const request = { id, requestedBy, ticket, requestedAt, caseFacts, choices };
	const lists = { breakGlass: [...breakGlass], leaving: [...leaving] };
	const json = { user, manager, dryRun, ...lists, request };
	return n8n.workflow.createRunExecutionData({
		executionData: {
			nodeExecutionStack: [{ node, data: { main: [[{ json }]] }, source: null }],
		},
	});
}

function additionalData(parts: EngineParts, input: EngineRun): IWorkflowExecuteAdditionalData {
	const { n8n, pack, shipped } = parts;
	const never = (what: string) => async () => {
		throw new EngineError(`${what} is not available in this run.`);
	};
	const externalSecretsProxy = n8n.di.Container.get(n8n.core.ExternalSecretsProxy);
	return {
		credentialsHelper: credentialsOf(n8n, input.connection, pack.credentialTypes, parts.signing),
		executionId: input.executionId ?? input.id,
		workflowId: shipped.json.id,
		currentNodeExecutionIndex: 0,
		variables: {},
		externalSecretsProxy,
		executeWorkflow: never('A sub-workflow'),
		getRunExecutionData: async () => undefined,
		getRuntimeCredential: async () => undefined,
		logAiEvent: () => undefined,
		startRunnerTask: never('A task runner'),
		setExecutionStatus: () => undefined,
		restApiUrl: NOWHERE,
		instanceBaseUrl: NOWHERE,
		formBaseUrl: NOWHERE,
		formWaitingBaseUrl: NOWHERE,
		formTestBaseUrl: NOWHERE,
		webhookBaseUrl: NOWHERE,
		webhookWaitingBaseUrl: NOWHERE,
		webhookTestBaseUrl: NOWHERE,
		mcpBaseUrl: NOWHERE,
		mcpTestBaseUrl: NOWHERE,
	};
}
