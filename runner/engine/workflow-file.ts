import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { INode, IWorkflowBase } from 'n8n-workflow';
import { EngineError } from './errors';

/** The shipped workflow, checked. */
export interface ShippedWorkflow {
	readonly json: Pick<IWorkflowBase, 'id' | 'name' | 'nodes' | 'connections' | 'settings'>;
	/** The one node without an input. */
	readonly start: INode;
	/** SHA-256 of the file, hex. */
	readonly sha256: string;
}

/**
 * Reads the workflow that the build shipped and refuses any other bytes: its expressions run in this process.
 *
 * @param file the JSON file; the hash the build took lies beside it as `.sha256`
 * @param isAllowed which node types may run
 * @throws EngineError when a file is missing, the hash differs, or the workflow holds what may not run
 */
export async function readWorkflow(
	file: string,
	isAllowed: (type: string) => boolean,
): Promise<ShippedWorkflow> {
	const bytes = await readBuilt(file);
	const expected = (await readBuilt(file.replace(/\.json$/, '.sha256'))).toString('utf8').trim();
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	if (sha256 !== expected) {
		throw new EngineError(
			`The workflow ${file} is not the one that was built. Run npm run build, or restore the file.`,
		);
	}
	const json = JSON.parse(bytes.toString('utf8')) as IWorkflowBase;
	refuseForeignNodes(json.nodes, isAllowed);
	return { json: { ...json, id: json.id || 'offboarding' }, start: onlyStart(json), sha256 };
}

async function readBuilt(file: string): Promise<Buffer> {
	try {
		return await readFile(file);
	} catch (error) {
		throw new EngineError(`${file} cannot be read. Run npm run build.`, { cause: error });
	}
}

function refuseForeignNodes(nodes: readonly INode[], isAllowed: (type: string) => boolean): void {
	for (const node of nodes) {
		if (isAllowed(node.type)) continue;
		throw new EngineError(
			`The workflow holds the node "${node.name}" of type ${node.type}, which may not run here.`,
		);
	}
}

/**
 * Finds where the run begins. A node with two inputs is refused: it can wait for a branch that never comes, and
 * n8n-core then reports a success in which the rest never ran.
 */
function onlyStart(json: Pick<IWorkflowBase, 'nodes' | 'connections'>): INode {
	const inbound = new Map<string, number>();
	for (const outputs of Object.values(json.connections)) {
		for (const target of (outputs.main ?? []).flatMap((branch) => branch ?? [])) {
			inbound.set(target.node, (inbound.get(target.node) ?? 0) + 1);
		}
	}
	const joined = json.nodes.find((node) => (inbound.get(node.name) ?? 0) > 1);
	if (joined) {
		throw new EngineError(`The workflow joins branches at "${joined.name}"; it has to be a line.`);
	}
	const starts = json.nodes.filter(
		(node) => !inbound.has(node.name) && node.type !== 'n8n-nodes-base.stickyNote',
	);
	const [start] = starts;
	if (!start || starts.length > 1) {
		throw new EngineError(`The workflow has ${starts.length} starts; it has to have one.`);
	}
	return start;
}
