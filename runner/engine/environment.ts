import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Whatever the shell sets for somebody's own n8n must not change how this engine works. */
const FOREIGN = /^(N8N_|EXECUTIONS_|CREDENTIALS_OVERWRITE_|NODES_|NODE_FUNCTION_)/;

let folder: string | null = null;

/**
 * Sets n8n-core up for this process; must run before it is loaded, because it reads its settings on load.
 * n8n-core writes a settings file with its encryption key. Here the key is random and encrypts nothing, and the
 * folder lives as long as the process.
 *
 * @param dataFolder an existing folder; a second call in one process keeps the first folder
 * @returns the folder n8n-core writes below
 */
export function prepareEnvironment(dataFolder: string): string {
	if (folder !== null) return folder;
	const parent = join(dataFolder, 'engine');
	mkdirSync(parent, { recursive: true, mode: 0o700 });
	removeLeftovers(parent);
	folder = mkdtempSync(join(parent, `${process.pid}-`));
	for (const name of Object.keys(process.env)) {
		if (FOREIGN.test(name)) delete process.env[name];
	}
	Object.assign(process.env, {
		N8N_USER_FOLDER: folder,
		N8N_ENCRYPTION_KEY: randomBytes(32).toString('hex'),
		N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'true',
		N8N_LOG_LEVEL: 'silent',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_BLOCK_ENV_ACCESS_IN_NODE: 'true',
		// In memory: the only file is the report, and it is written where the operator wants it and nowhere else.
		N8N_DEFAULT_BINARY_DATA_MODE: 'default',
	});
	process.once('exit', removeFolder);
	return folder;
}

/** A process that was killed could not clean up behind itself; the next one does. */
function removeLeftovers(parent: string): void {
	for (const name of readdirSync(parent)) {
		const pid = Number(name.split('-')[0]);
		if (!Number.isInteger(pid) || pid <= 0 || isAlive(pid)) continue;
		rmSync(join(parent, name), { recursive: true, force: true });
	}
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// EPERM: it is alive and somebody else's.
		return error instanceof Error && 'code' in error && error.code === 'EPERM';
	}
}

function removeFolder(): void {
	if (folder === null) return;
	rmSync(folder, { recursive: true, force: true });
}
