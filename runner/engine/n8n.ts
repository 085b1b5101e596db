import type * as Core from 'n8n-core';
import type * as WorkflowModule from 'n8n-workflow';
import type * as Injection from '@n8n/di';
import { createRequire } from 'node:module';
import { prepareEnvironment } from './environment';

/** What the engine uses of n8n, loaded once for the process. */
export interface N8n {
	readonly core: typeof Core;
	readonly workflow: typeof WorkflowModule;
	readonly di: typeof Injection;
}

const nothing = () => undefined;

/**
 * Where n8n-core's log goes. It is silent already, but only after it has looked through the stack for whoever wrote the
 * line, four times for each node.
 */
const NOWHERE = { error: nothing, warn: nothing, info: nothing, debug: nothing };

let loading: Promise<N8n> | null = null;

/** Loads n8n-core after its environment is set. About 0.6 s the first time in a process. */
export function loadN8n(dataFolder: string): Promise<N8n> {
	loading ??= load(dataFolder);
	return loading;
}

async function load(dataFolder: string): Promise<N8n> {
	prepareEnvironment(dataFolder);
	const requireFrom = createRequire(__filename);
	// `import` at the top would load it before its environment is set.
	const core = requireFrom('n8n-core') as typeof Core;
	const workflow = requireFrom('n8n-workflow') as typeof WorkflowModule;
	const di = requireFrom('@n8n/di') as typeof Injection;
	await di.Container.get(core.BinaryDataService).init();
	workflow.LoggerProxy.init(NOWHERE);
	// An expression's `$now` would be New York's, and is worked out anew for every parameter: of UTC that costs nothing.
	workflow.setGlobalState({ defaultTimezone: 'UTC' });
	return { core, workflow, di };
}
