import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { IDataObject, INodeExecutionData, IRun, NodeParameterValueType } from 'n8n-workflow';
import { parseConnection } from '../../nodes/shared/graph';
import { credentialsOf } from '../../runner/engine/credentials';
import { loadN8n, type N8n } from '../../runner/engine/n8n';
import { loadPack, PACK, type Pack } from '../../runner/engine/pack';

/** Where n8n would build links to; there is nothing of it here. */
const URLS = [
	'restApiUrl',
	'instanceBaseUrl',
	'formBaseUrl',
	'formWaitingBaseUrl',
	'formTestBaseUrl',
	'webhookBaseUrl',
	'webhookWaitingBaseUrl',
	'webhookTestBaseUrl',
];

/** One node of a chain; each hands its items to the next. */
export interface NodeSpec {
	/** Name of the type, such as `disableAccount`. */
	readonly type: string;
	readonly parameters?: Readonly<Record<string, NodeParameterValueType>>;
	/** Absent: an error stops the workflow. */
	readonly onError?: 'continueRegularOutput' | 'continueErrorOutput';
}

/** What the chain came to. */
export interface ChainRun {
	/** What the last node gave out; empty when the workflow stopped. */
	readonly items: readonly INodeExecutionData[];
	/** What it gave out at its error output. */
	readonly errorItems: readonly INodeExecutionData[];
	/** By type: what each node gave out. */
	readonly outputs: ReadonlyMap<string, readonly INodeExecutionData[]>;
	/** What stopped the workflow. */
	readonly error:
		(Error & { readonly context?: IDataObject; readonly description?: string }) | null;
}

/** The built pack in n8n's own engine. */
export interface BuiltPack {
	readonly pack: Pack;
	/** @param connection a connection file, as the sandbox gives it */
	run(
		connection: object,
		nodes: readonly NodeSpec[],
		items: readonly IDataObject[],
	): Promise<ChainRun>;
	close(): void;
}

/** The employee field by user principal name. */
export function byUpn(upn: string): NodeParameterValueType {
	return { __rl: true, mode: 'upn', value: upn };
}

/** Loads what `dist/` holds, as n8n does: from the package.json of the checkout. */
export async function loadBuiltPack(): Promise<BuiltPack> {
	const folder = mkdtempSync(join(tmpdir(), 'oiq-nodes-'));
	const n8n = await loadN8n(folder);
	const pack = await loadPack(n8n, resolve(__dirname, '../..'));
	return {
		pack,
		run: async (connection, nodes, items) =>
			chainRun(nodes, await runChain({ n8n, pack }, connection, nodes, items)),
		close: () => rmSync(folder, { recursive: true, force: true }),
	};
}

async function runChain(
	{ n8n, pack }: { n8n: N8n; pack: Pack },
	connection: object,
	nodes: readonly NodeSpec[],
	items: readonly IDataObject[],
): Promise<IRun> {
	const workflow = new n8n.workflow.Workflow({
		id: 'a-test',
		nodes: [start(), ...nodes.map(nodeOf)],
		connections: Object.fromEntries(
			nodes.map(({ type }, index) => [
				nodes[index - 1]?.type ?? 'Start',
				{ main: [[{ node: type, type: 'main' as const, index: 0 }]] },
			]),
		),
		active: false,
		nodeTypes: pack.nodeTypes,
	});
	const data = n8n.workflow.createRunExecutionData({
		executionData: {
			nodeExecutionStack: [
				{
					node: workflow.getNode('Start') ?? start(),
					data: { main: [items.map((json) => ({ json }))] },
					source: null,
				},
			],
		},
	});
	const additional = {
		credentialsHelper: credentialsOf(n8n, parseConnection(connection), pack.credentialTypes),
		hooks: new n8n.core.ExecutionLifecycleHooks('manual', 'a-test', {} as never),
		executionId: 'a-test',
		currentNodeExecutionIndex: 0,
		variables: {},
		externalSecretsProxy: n8n.di.Container.get(n8n.core.ExternalSecretsProxy),
		setExecutionStatus: () => undefined,
		...Object.fromEntries(URLS.map((name) => [name, 'https://offboardiq.invalid/'])),
	};
	return await new n8n.core.WorkflowExecute(
		additional as never,
		'manual',
		data,
	).processRunExecutionData(workflow);
}

function chainRun(nodes: readonly NodeSpec[], run: IRun): ChainRun {
	const { runData, error = null } = run.data.resultData;
	const outputs = new Map(
		nodes.map(({ type }) => [type, runData[type]?.[0]?.data?.main?.[0] ?? []] as const),
	);
	const last = nodes.at(-1)?.type ?? '';
	return {
		outputs,
		items: outputs.get(last) ?? [],
		errorItems: runData[last]?.[0]?.data?.main?.[1] ?? [],
		error: error as Error | null,
	};
}

function start() {
	return {
		id: 'start',
		name: 'Start',
		type: 'n8n-nodes-base.manualTrigger',
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters: {},
	};
}

function nodeOf({ type, parameters = {}, onError }: NodeSpec) {
	return {
		id: type,
		name: type,
		type: `${PACK}.${type}`,
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters: { ...parameters },
		credentials: { offboardGraphApi: { id: 'any', name: 'any' } },
		...(onError ? { onError } : {}),
	};
}
