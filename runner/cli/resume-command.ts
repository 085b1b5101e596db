import type { GraphConnection } from '../../nodes/shared/graph/connection';
import type { RunRecord } from '../journal/run-record';
import { toJson } from '../run-json';
import type { Runner } from '../contract';
import { openRunner } from '../runner';
import { standardOutput } from '../terminal/output';
import { BulkScreen } from '../terminal/bulk-screen';
import { RunScreen } from '../terminal/run-screen';
import { plain } from '../terminal/text';
import { CommandError } from './command-error';
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

/**
 * `offboardiq resume [RUN…]`: goes on with these runs of the connection's tenant, or with every one that was interrupted
 * or waits. What was set aside goes on only where it is named.
 */
export async function resumeCommand(
	ids: readonly string[],
	options: ResumeOptions,
): Promise<ExitCode> {
	const connection = await readConnection(options.connection);
	const dataFolder = await usableFolder(options.data, '--data');
	const runner = await openRunner({ dataFolder, evidenceP12: options.evidenceP12 });
	const { signal, dispose } = stopOnSignal(() => undefined);
	try {
		await warnUnsigned(runner);
		const json = options.json === true;
		const request = { connection, signal };
		const runs =
			ids.length > 0
				? await named(runner, ids, request, json)
				: await everything(runner, request, json);
		if (json) process.stdout.write(`${JSON.stringify(runs.map(toJson))}\n`);
		else if (runs.length === 0) process.stdout.write('Nothing was interrupted.\n');
		return worstExitCode(runs.map(({ status }) => status));
	} finally {
		dispose();
		await runner.close();
	}
}

interface Request {
	readonly connection: GraphConnection;
	readonly signal: AbortSignal;
}

async function everything(
	runner: Runner,
	request: Request,
	json: boolean,
): Promise<readonly RunRecord[]> {
	const runs: RunRecord[] = [...(await bulks(runner, request, json))];
	const setAside: RunRecord[] = [];
	for (const { id, ...found } of await runner.interruptedIn(request.connection)) {
		// One that went on with its list, and waits again.
		if (runs.some((run) => run.id === id)) continue;
		const run = found.setAside ? await runner.run(id) : await goOn(runner, id, request, json);
		if (!run) continue;
		if (found.setAside) process.stderr.write(`${plain(`${id} waiting: ${run.message}`)}\n`);
		(found.setAside ? setAside : runs).push(run);
	}
	return [...runs, ...setAside];
}

/** All of them are looked for before one is begun: a wrong number must not be found out in the middle. */
async function named(
	runner: Runner,
	ids: readonly string[],
	request: Request,
	json: boolean,
): Promise<readonly RunRecord[]> {
	const open = await runner.interruptedIn(request.connection);
	const other = ids.find((id) => open.every((run) => run.id !== id));
	if (other !== undefined) {
		throw new CommandError(
			`There is no interrupted run ${other} in this tenant: it has ended, somebody works on it, or it is another tenant's. offboardiq runs lists them.`,
		);
	}
	const runs: RunRecord[] = [];
	for (const id of new Set(ids)) {
		const run = await goOn(runner, id, { ...request, anyway: true }, json);
		if (run) runs.push(run);
	}
	return runs;
}

/** Lists first: their lock-outs wait for each other. */
async function bulks(
	runner: Runner,
	request: Request,
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
