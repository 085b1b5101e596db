import type { ICredentialType, INodeType, INodeTypes, IVersionedNodeType } from 'n8n-workflow';
import { EngineError } from './errors';
import type { N8n } from './n8n';
import { STAND_INS } from './stand-ins';

/** The name of our pack, and so the prefix of every node type that may run besides the stand-ins. */
export const PACK = 'n8n-nodes-offboardiq';

/** The node and credential types this engine knows. Everything else does not exist for it. */
export interface Pack {
	readonly nodeTypes: INodeTypes;
	readonly credentialTypes: ReadonlyMap<string, ICredentialType>;
	isAllowed(type: string): boolean;
}

/**
 * Loads the built node pack as n8n itself would.
 *
 * @param folder the folder whose package.json lists the built nodes
 * @throws EngineError when the pack is not built or is not ours
 */
export async function loadPack(n8n: N8n, folder: string): Promise<Pack> {
	const loader = await load(n8n, folder);
	if (loader.packageName !== PACK) {
		throw new EngineError(`The node pack in ${folder} is ${loader.packageName}, not ${PACK}.`);
	}
	const types = new Map<string, INodeType | IVersionedNodeType>(Object.entries(STAND_INS));
	for (const [name, loaded] of Object.entries(loader.nodeTypes)) {
		types.set(`${PACK}.${name}`, loaded.type);
	}
	const credentialTypes = new Map<string, ICredentialType>();
	for (const [name, loaded] of Object.entries(loader.credentialTypes)) {
		credentialTypes.set(name, loaded.type);
	}
	return {
		nodeTypes: nodeTypesOf(n8n, types),
		credentialTypes,
		isAllowed: (type) => types.has(type),
	};
}

async function load(n8n: N8n, folder: string) {
	try {
		const loader = new n8n.core.PackageDirectoryLoader(folder);
		await loader.loadAll();
		return loader;
	} catch (error) {
		throw new EngineError(`The node pack in ${folder} cannot be loaded. Run npm run build.`, {
			cause: error,
		});
	}
}

function nodeTypesOf(
	n8n: N8n,
	types: ReadonlyMap<string, INodeType | IVersionedNodeType>,
): INodeTypes {
	const named = (type: string) => {
		const found = types.get(type);
		if (!found) throw new EngineError(`The node type ${type} may not run here.`);
		return found;
	};
	return {
		getByName: named,
		getByNameAndVersion: (type, version) =>
			n8n.workflow.NodeHelpers.getVersionedNodeType(named(type), version),
		getKnownTypes: () => ({}),
	};
}
