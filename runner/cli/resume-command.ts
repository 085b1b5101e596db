import type { GraphConnection } from '../../nodes/shared/graph/connection';
import type { RunRecord } from '../journal/run-record';
import { toJson } from '../run-json';
import { openRunner, type Runner } from '../runner';
import { standardOutput } from '../terminal/output';
import { BulkScreen } from '../terminal/bulk-screen';
import { RunScreen } from '../terminal/run-screen';
import { plain } from '../terminal/text';
import { readConnection } from './connection-file';
import { warnUnsigned } from './evidence-command';
import { worstExitCode, type ExitCode } from './exit-code';
import { usableFolder } from './folders';
import { stopOnSignal } from './interrupt';

/** The options of `resume`, as typed. */
export interface ResumeOptions {
	readonly evidenceP12?: string;
	readonly connection: string;
	readonly data: string;
	readonly json?: boolean;
}

/** `offboardiq resume`: goes on with every run of this connection's tenant that was interrupted or waits. */
export async function resumeCommand(options: ResumeOptions): Promise<ExitCode> {
	const connection = await readConnection(options.connection);
	const dataFolder = await usableFolder(options.data, '--data');
	const runner = await openRunner({ dataFolder, evidenceP12: options.evidenceP12 });
	const { signal, dispose } = stopOnSignal(() => undefined);
	try {
		await warnUnsigned(runner.evidence);
		const json = options.json === true;
		const runs: RunRecord[] = [...(await bulks(runner, { connection, signal }, json))];
		for (const id of await runner.interruptedIn(connection)) {
			// One that went on with its list, and waits again.
			if (runs.some((run) => run.id === id)) continue;
			const run = await goOn(runner, id, { connection, signal }, json);
			if (run) runs.push(run);
		}
		if (json) process.stdout.write(`${JSON.stringify(runs.map(toJson))}\n`);
		else if (runs.length === 0) process.stdout.write('Nothing was interrupted.\n');
		return worstExitCode(runs.map(({ status }) => status));
	} finally {
		dispose();
		await runner.close();
	}
}

/** Lists first: their lock-outs wait for each other. */
async function bulks(
	runner: Runner,
	request: { readonly connection: GraphConnection; readonly signal: AbortSignal },
	json: boolean,
): Promise<readonly RunRecord[]> {
	const all: RunRecord[] = [];
	for (const id of await runner.interruptedBulksIn(request.connection)) {
		const screen = json ? null : new BulkScreen(standardOutput());
		try {
			const runs = await runner.resumeBulk(id, request, (progress) => screen?.show(progress));
			if (!runs) continue;
			screen?.end(runs);
			all.push(...runs);
		} finally {
			screen?.stop();
		}
	}
	return all;
}

async function goOn(
	runner: Runner,
	id: string,
	request: Omit<Parameters<Runner['resume']>[1], 'listener'>,
	json: boolean,
): Promise<RunRecord | null> {
	const screen = json ? null : new RunScreen(standardOutput());
	try {
		const run = await runner.resume(id, {
			...request,
			listener: (progress) => screen?.show(progress),
		});
		if (run) screen?.end(run);
		if (run?.message) process.stderr.write(`${plain(`${run.id} ${run.status}: ${run.message}`)}\n`);
		return run;
	} finally {
		screen?.stop();
	}
}
