// A sandbox tenant and a runner on a scratch folder, for scripts that measure or check whole offboardings.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import runnerIndex from '../dist/runner/index.js';

/**
 * @param {object} sandboxOptions as `startSandbox` takes them; the log file is `log` when it is asked for
 * @param {(rehearsal: { sandbox: object, users: string[], logFile: string, offboard: (user: string, dryRun: boolean, leaving?: readonly string[]) => Promise<object>, sync: (group?: string) => Promise<object> }) => Promise<T>} work
 * @returns {Promise<T>} what `work` returned, after everything was closed and taken away
 * @template T
 */
export async function rehearse(sandboxOptions, work) {
	const { openRunner, parseConnection, startSandbox } = runnerIndex;
	const folder = mkdtempSync(join(tmpdir(), 'offboardiq-rehearsal-'));
	const reportFolder = join(folder, 'reports');
	mkdirSync(reportFolder);
	const logFile = join(folder, 'requests.jsonl');
	const sandbox = await startSandbox({ port: 0, logFile, ...sandboxOptions });
	const runner = await openRunner({ dataFolder: folder });
	const request = {
		connection: parseConnection(sandbox.connection),
		manager: null,
		requestedBy: null,
		ticket: null,
		reportFolder,
	};
	try {
		return await work({
			sandbox,
			users: sandbox.tenant.users.map(({ profile }) => profile.userPrincipalName),
			logFile,
			offboard: (user, dryRun, leaving = []) =>
				runner.offboard({ ...request, user, dryRun, leaving }),
			sync: (group) =>
				runner.directory.sync({ connection: request.connection, group: group ?? null }),
		});
	} finally {
		await runner.close();
		await sandbox.close();
		rmSync(folder, { recursive: true, force: true });
	}
}
