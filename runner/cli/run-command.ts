import { toJson } from '../run-json';
import { openRunner, type Runner } from '../runner';
import type { RunRecord } from '../journal/run-record';
import type { OffboardRequest } from '../execution/offboard';
import { standardOutput } from '../terminal/output';
import { RunScreen } from '../terminal/run-screen';
import { readBreakGlass } from './break-glass-file';
import { plain } from '../terminal/text';
import { CommandError } from './command-error';
import { readConnection } from './connection-file';
import { exitCodeOf, type ExitCode } from './exit-code';
import { usableFolder } from './folders';
import { stopOnSignal } from './interrupt';
import { whoAsks } from './who-asks';

/** The options of `run`, as typed. */
export interface RunOptions {
	readonly connection: string;
	readonly data: string;
	readonly out: string;
	readonly manager?: string;
	readonly breakGlass?: string;
	readonly dryRun?: boolean;
	readonly json?: boolean;
}

/** `offboardiq run USER`: everything that can be wrong with the input is found before the first request. */
export async function runCommand(users: readonly string[], options: RunOptions): Promise<ExitCode> {
	const user = oneUser(users);
	const manager = options.manager === undefined ? null : named(options.manager, '--manager');
	const breakGlass =
		options.breakGlass === undefined ? [] : await readBreakGlass(options.breakGlass);
	const connection = await readConnection(options.connection);
	const dataFolder = await usableFolder(options.data, '--data');
	const reportFolder = await usableFolder(options.out, '--out');
	const runner = await openRunner({ dataFolder });
	try {
		const dryRun = options.dryRun === true;
		const request = { connection, user, manager, dryRun, breakGlass, reportFolder };
		const run = await watch(runner, request, options.json === true);
		return exitCodeOf(run.status);
	} finally {
		await runner.close();
	}
}

/** Runs one offboarding in front of whoever started it: lines for a person, or the one JSON object. */
export async function watch(
	runner: Runner,
	request: Omit<OffboardRequest, 'requestedBy' | 'ticket' | 'signal'>,
	json: boolean,
): Promise<RunRecord> {
	const screen = json ? null : new RunScreen(standardOutput());
	const { signal, dispose } = stopOnSignal(() => {
		if (screen)
			process.stderr.write('\nStopping after this step. Press Ctrl-C again to stop at once.\n');
	});
	try {
		const asked = { ...request, requestedBy: whoAsks(), ticket: null, signal };
		const run = await runner.offboard(asked, (progress) => screen?.show(progress));
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

function oneUser(users: readonly string[]): string {
	const [user = ''] = users;
	if (users.length > 1) {
		throw new CommandError(`${users.length} users were given. Run one at a time.`);
	}
	return named(user, 'USER');
}

function named(value: string, what: string): string {
	if (value.trim() !== '') return value.trim();
	throw new CommandError(`${what} is empty. Give an object id or a user principal name.`);
}
