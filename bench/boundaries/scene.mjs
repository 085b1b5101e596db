// A named tenant, and a run of its leaver in a process of its own.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childEnv } from '../child-env.mjs';
import runnerIndex from '../../dist/runner/index.js';

const BIN = fileURLToPath(new URL('../../runner/bin/offboardiq.js', import.meta.url));

/**
 * @param {string} tenant name of a tenant of the sandbox
 * @param {(scene: { sandbox: object, folder: string, run: (env: Record<string, string>) => Promise<{ code: number | null, stdout: string }> }) => Promise<T>} work
 * @returns {Promise<T>} what `work` returned, after everything was closed and taken away
 * @template T
 */
export async function inScene(tenant, work) {
	const folder = mkdtempSync(join(tmpdir(), 'offboardiq-boundaries-'));
	const sandbox = await runnerIndex.startSandbox({ port: 0, tenant });
	const connection = join(folder, 'connection.json');
	writeFileSync(connection, JSON.stringify(sandbox.connection));
	const args = ['--connection', connection, '--data', folder, '--out', folder, '--json'];
	const run = async (env) => {
		const child = spawn(process.execPath, [BIN, 'run', sandbox.leaver, ...args], {
			stdio: ['ignore', 'pipe', 'inherit'],
			env: childEnv(env),
		});
		let stdout = '';
		child.stdout.on('data', (chunk) => (stdout += chunk));
		return await new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout })));
	};
	try {
		return await work({ sandbox, folder, run });
	} finally {
		await sandbox.close();
		rmSync(folder, { recursive: true, force: true });
	}
}
