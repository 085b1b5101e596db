import { join } from 'node:path';
import { parseConnection } from '../../nodes/shared/graph/connection';
import { openRunner } from '../runner';
import { exitCodeOf, type ExitCode } from './exit-code';
import { usableFolder } from './folders';
import { watch } from './run-command';

/** The options of `demo`, as typed. */
export interface DemoOptions {
	readonly data: string;
	readonly out?: string;
}

const LEAVER = 'adele.vance@rehearsal.example';
/** About what Microsoft takes for one request, so that a person can watch the order. */
const LATENCY_MS = 120;

const NEXT = `
What to try next, in two terminals:
  npm exec --no -- offboardiq sandbox > connection.json
  npm exec --no -- offboardiq run ${LEAVER} --connection connection.json --data data/try --out data/try/reports --dry-run
With your own tenant: put its tenantId, clientId and clientSecret into connection.json, and begin with --dry-run.
`;

/** `offboardiq demo`: one offboarding in a simulated tenant, from nothing, in front of whoever is watching. */
export async function demoCommand(options: DemoOptions): Promise<ExitCode> {
	const dataFolder = await usableFolder(options.data, '--data');
	const reportFolder = await usableFolder(options.out ?? join(dataFolder, 'reports'), '--out');
	const { startSandbox } = await import('../sandbox/index.js');
	const sandbox = await startSandbox({ port: 0, latencyMs: LATENCY_MS, enrolAnew: true });
	try {
		const runner = await openRunner({ dataFolder });
		try {
			// The tenant of a demonstration that was broken off is gone, so there is nothing to go on with.
			for (const { id } of await runner.abandoned()) await runner.cancel(id);
			const connection = parseConnection(sandbox.connection);
			const request = {
				...{ connection, user: LEAVER, manager: null, ticket: null },
				...{ dryRun: false, reportFolder },
			};
			const run = await watch(runner, request, false);
			process.stdout.write(NEXT);
			return exitCodeOf(run.status);
		} finally {
			await runner.close();
		}
	} finally {
		await sandbox.close();
	}
}
