import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DATABASE_FILE, isOnServer } from '../database/open';
import type { Runs } from '../contract';
import { openRuns } from '../runner';
import { toJson } from '../run-json';
import type { RunRecord } from '../journal/run-record';
import { standardOutput, type Output } from '../terminal/output';
import { endLines, headLines, listLines } from '../terminal/run-lines';
import { outcomesOf } from '../words/run-counts';
import { stepLines } from '../terminal/step-lines';
import { plain } from '../terminal/text';
import { cancelList } from './cancel-list-command';
import { CommandError } from './command-error';
import type { ExitCode } from './exit-code';

/** The options of `runs` and `runs show`, as typed. */
export interface RunsOptions {
	readonly data: string;
	readonly json?: boolean;
}

/** `offboardiq runs`: every run of a data folder, the newest first. */
export async function listCommand(options: RunsOptions): Promise<ExitCode> {
	return reading(options.data, async (runs) => {
		const all = await runs.runs();
		if (options.json) {
			process.stdout.write(`${JSON.stringify(all.map(toJson))}\n`);
		} else {
			const output = standardOutput();
			const lines = all.flatMap((run) => listLines(run, output));
			print(output, all.length > 0 ? lines : ['No offboarding has been run here yet.']);
		}
	});
}

/** `offboardiq runs show ID`: one run as it was printed when it ran. */
export async function showCommand(id: string, options: RunsOptions): Promise<ExitCode> {
	return reading(options.data, async (runs) => {
		const run = await runs.run(id);
		const place = isOnServer(process.env) ? 'the database' : resolve(options.data);
		if (!run) throw new CommandError(`There is no run ${id} in ${place}.`);
		if (options.json) process.stdout.write(`${JSON.stringify(toJson(run))}\n`);
		else showRun(run, standardOutput());
	});
}

/** `offboardiq runs cancel ID`: stops a run, or a list, before its next request, and says what can not be undone. */
export async function cancelCommand(id: string, options: RunsOptions): Promise<ExitCode> {
	return reading(options.data, async (runs) => {
		if (id.startsWith('BULK-')) {
			process.stdout.write(`${await cancelList(runs, id, options.json === true)}\n`);
			return;
		}
		const answer = await runs.cancel(id);
		if (answer === 'none') {
			throw new CommandError(`There is no run ${id} in ${resolve(options.data)}.`);
		}
		if (answer === 'over') throw new CommandError(`${id} has ended already. Nothing was stopped.`);
		const run = answer === 'asked' ? await ended(runs, id) : await runs.run(id);
		if (!run) throw new CommandError(`There is no run ${id} in ${resolve(options.data)}.`);
		if (options.json) process.stdout.write(`${JSON.stringify(toJson(run))}\n`);
		else showRun(run, standardOutput());
	});
}

/** How long a runner has to stop: the request under way may take its whole time. */
const STOPS_WITHIN_MS = 60_000;

/** Waits until the runner that works on it has stopped. */
async function ended(runs: Runs, id: string): Promise<RunRecord | null> {
	for (let waited = 0; ; waited += 250) {
		const run = await runs.run(id);
		if (run?.status !== 'running' || waited >= STOPS_WITHIN_MS) return run;
		await delay(250);
	}
}

function showRun(run: RunRecord, output: Output): void {
	const { offboarding } = run;
	if (offboarding) print(output, headLines(offboarding, output));
	const style = {
		output,
		simulated: offboarding?.tenant.simulated ?? false,
		dryRun: run.request.dryRun,
	};
	print(
		output,
		outcomesOf(run).flatMap((outcome) => stepLines(outcome, style)),
	);
	print(output, endLines(run, output));
	if (run.message !== null) print(output, [plain(run.message)]);
}

/** Reading must not create anything: a mistyped folder would then look like one without runs. */
async function reading(folder: string, read: (runs: Runs) => Promise<void>): Promise<ExitCode> {
	const path = resolve(folder);
	if (!isOnServer(process.env) && !(await exists(join(path, DATABASE_FILE)))) {
		throw new CommandError(`--data ${path} holds no runs: there is no ${DATABASE_FILE} in it.`);
	}
	const runs = await openRuns(path);
	try {
		await read(runs);
	} finally {
		await runs.close();
	}
	return 0;
}

async function exists(file: string): Promise<boolean> {
	return access(file).then(
		() => true,
		() => false,
	);
}

function print(output: Output, lines: readonly string[]): void {
	output.write(lines.map((line) => `${line}\n`).join(''));
}
