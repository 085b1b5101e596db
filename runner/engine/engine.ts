import type { Partner } from '../evidence/partner';
import type { SigningFields } from './credentials';
import type { EngineListener, EngineResult, EngineRun } from './events';
import { loadN8n } from './n8n';
import { loadPack } from './pack';
import { runOnce } from './run';
import { readWorkflow } from './workflow-file';

/** Runs offboardings. One engine serves many runs at once. */
export interface Engine {
	/** SHA-256 of the workflow it runs, hex: what a record can be traced to. */
	readonly workflowSha256: string;
	/**
	 * Runs one offboarding and tells the listener everything as it happens. A step that fails is an outcome, not an
	 * error; what rejects is a listener that throws before anything ran, or a broken installation.
	 */
	run(input: EngineRun, listener: EngineListener): Promise<EngineResult>;
}

/** Where the engine finds what it runs. */
export interface EngineOptions {
	/** The folder whose package.json lists the built nodes. */
	readonly packFolder: string;
	/** The built workflow; its hash lies beside it as `.sha256`. */
	readonly workflowFile: string;
	/** An existing folder; n8n-core writes below it and nowhere else. */
	readonly dataFolder: string;
	/** What signs the records; they are not signed when left out. */
	readonly signing?: SigningFields;
	/** Who stands on them as Microsoft's partner; nobody when left out. */
	readonly partner?: Partner | null;
}

/**
 * Loads n8n-core, the pack and the workflow.
 *
 * @throws EngineError when the pack is not built, the workflow is not the one that was built, or it holds a node
 * that may not run
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
	const n8n = await loadN8n(options.dataFolder);
	const pack = await loadPack(n8n, options.packFolder);
	const shipped = await readWorkflow(options.workflowFile, (type) => pack.isAllowed(type));
	const { signing = null, partner = null } = options;
	const parts = { n8n, pack, shipped, signing, partner };
	return {
		workflowSha256: shipped.sha256,
		run: (input, listener) => runOnce(parts, input, listener),
	};
}
