import type { ExitCode } from './exit-code';
import { usableFolder } from './folders';
import { untilSignal } from './interrupt';
import { plain } from '../terminal/text';

/** The options of `sandbox`, checked. */
export interface SandboxCommandOptions {
	readonly port?: number;
	readonly users?: number;
	readonly tenant?: string;
	readonly latency?: number;
	readonly fault?: string;
	readonly limits?: boolean;
	readonly log?: string;
	readonly data?: string;
}

/** `offboardiq sandbox`: serves a simulated tenant until it is told to stop; stdout is its connection file. */
export async function sandboxCommand(options: SandboxCommandOptions): Promise<ExitCode> {
	const dataDir =
		options.data === undefined ? undefined : await usableFolder(options.data, '--data');
	const stopped = untilSignal();
	// Loaded only where it is needed: no other command shall wait for it.
	const { startSandbox } = await import('../sandbox/index.js');
	const sandbox = await startSandbox({
		port: options.port,
		users: options.users,
		tenant: options.tenant,
		latencyMs: options.latency,
		fault: options.fault,
		limits: options.limits ? 'published' : undefined,
		logFile: options.log,
		dataDir,
		enrolAnew: true,
	});
	process.stdout.write(`${JSON.stringify(sandbox.connection)}\n`);
	if (process.stderr.isTTY) {
		const who = sandbox.leaver === null ? '' : ` Offboard ${plain(sandbox.leaver)}.`;
		process.stderr.write(
			`A simulated tenant answers at ${sandbox.url}.${who} ${sandbox.url}/_state shows it. Ctrl-C ends it.\n`,
		);
	}
	await stopped;
	await sandbox.close();
	return 0;
}
