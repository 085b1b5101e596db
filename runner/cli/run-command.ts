import { toJson } from '../run-json';
import type { Runner } from '../contract';
import { openRunner } from '../runner';
import type { RunRecord } from '../journal/run-record';
import type { OffboardRequest } from '../execution/offboard';
import type { ProgressListener } from '../execution/progress';
import { standardOutput } from '../terminal/output';
import { RunScreen } from '../terminal/run-screen';
import { readBreakGlass } from './break-glass-file';
import { bulkCommand } from './bulk-command';
import { plain } from '../terminal/text';
import { readCase, readTicket, type CaseOptions } from './case-options';
import { CommandError } from './command-error';
import { readConnection } from './connection-file';
import { warnUnsigned } from './evidence-command';
import { exitCodeOf, type ExitCode } from './exit-code';
import { usableFolder } from './folders';
import { stopOnSignal } from './interrupt';
import { membersOf } from './members-of';
import { whoAsks } from './who-asks';

/** The options of `run`, as typed. */
export interface RunOptions extends CaseOptions {
	readonly evidenceP12?: string;
	readonly connection: string;
	readonly data: string;
	readonly out: string;
	readonly manager?: string;
	readonly list?: string;
	readonly yes?: boolean;
	readonly breakGlass?: string;
	readonly dryRun?: boolean;
	readonly json?: boolean;
}

/**
 * `offboardiq run USER…` and `run --list FILE`: everything that can be wrong with the input is found before the first
 * request. One USER is one object in JSON, several or a list an array of them.
 */
export async function runCommand(users: readonly string[], options: RunOptions): Promise<ExitCode> {
	const [caseFacts, ticket] = [readCase(options), readTicket(options)];
	const members = await membersOf(users, options);
	const breakGlass =
		options.breakGlass === undefined ? [] : await readBreakGlass(options.breakGlass);
	const connection = await readConnection(options.connection);
	const dataFolder = await usableFolder(options.data, '--data');
	const reportFolder = await usableFolder(options.out, '--out');
	const runner = await openRunner({ dataFolder, evidenceP12: options.evidenceP12 });
	try {
		if (options.dryRun !== true) await warnUnsigned(runner);
		const [dryRun, json] = [options.dryRun === true, options.json === true];
		const common = { connection, dryRun, breakGlass, reportFolder, ticket, caseFacts };
		const [only] = members;
		if (!only || options.list !== undefined || users.length > 1) {
			return await bulkCommand(runner, { ...common, members, json, yes: options.yes === true });
		}
		const run = await watch(runner, { ...common, ...only }, json);
		return exitCodeOf(run.status);
	} finally {
		await runner.close();
	}
}

/** Runs one offboarding in front of whoever started it: lines for a person, or the one JSON object. */
export async function watch(
	runner: Runner,
	request: Omit<OffboardRequest, 'requestedBy' | 'signal'>,
	json: boolean,
): Promise<RunRecord> {
	return await watching(json, (signal, show) =>
		runner.offboard({ ...request, requestedBy: whoAsks(), signal }, show),
	);
}

/**
 * Shows one run in front of whoever started it.
 *
 * @param begin runs it to its end, until the signal stops it
 */
export async function watching(
	json: boolean,
	begin: (signal: AbortSignal, show: ProgressListener) => Promise<RunRecord>,
): Promise<RunRecord> {
	const screen = json ? null : new RunScreen(standardOutput());
	const { signal, dispose } = stopOnSignal(() => {
		if (screen)
			process.stderr.write('\nStopping after this step. Press Ctrl-C again to stop at once.\n');
	});
	try {
		const run = await begin(signal, (progress) => screen?.show(progress));
		screen?.end(run);
		if (json) process.stdout.write(`${JSON.stringify(toJson(run))}\n`);
		if (run.message !== null) sayWhy(run);
		return run;
	} finally {
		screen?.stop();
		dispose();
	}
}

/** A run that waits has not failed, and its exit code says so; any other reason ends the command. */
function sayWhy(run: RunRecord): void {
	const line = `${run.id} ${run.status}: ${run.message ?? ''}`;
	if (run.status !== 'waiting') throw new CommandError(line);
	process.stderr.write(`${plain(line)}\n`);
}
