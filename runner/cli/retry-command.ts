import { createInterface } from 'node:readline/promises';
import { stepsOfTry } from '../follow-up/one-more-try';
import { shortStep } from '../../nodes/shared/step/onlySteps';
import { stepNamed, STEPS, type StepKey } from '../../nodes/shared/step/vocabulary';
import type { TryPlan } from '../retry/try-step';
import { openRunner } from '../runner';
import { plain } from '../terminal/text';
import { CommandError } from './command-error';
import { readConnection } from './connection-file';
import { warnUnsigned } from './evidence-command';
import { exitCodeOf, type ExitCode } from './exit-code';
import { usableFolder } from './folders';
import { watching } from './run-command';
import { whoAsks } from './who-asks';

/** The options of `retry`, as typed. */
export interface RetryOptions {
	readonly evidenceP12?: string;
	readonly connection: string;
	readonly data: string;
	readonly out: string;
	readonly step: string;
	readonly reason?: string;
	readonly dryRun?: boolean;
	readonly yes?: boolean;
	readonly json?: boolean;
}

/**
 * `offboardiq retry RUN --step STEP`: tries one step of a run that has ended once more, as a run of its own with a record
 * of its own. Prints and ends as `run` does. With --dry-run: says what the step would do.
 */
export async function retryCommand(runId: string, options: RetryOptions): Promise<ExitCode> {
	const key = stepIn(options.step);
	const connection = await readConnection(options.connection);
	const dataFolder = await usableFolder(options.data, '--data');
	const reportFolder = await usableFolder(options.out, '--out');
	const runner = await openRunner({ dataFolder, evidenceP12: options.evidenceP12 });
	try {
		const plan = await runner.planTry(runId, key);
		const [dryRun, json] = [options.dryRun === true, options.json === true];
		if (!dryRun) {
			await warnUnsigned(runner);
			if (options.yes !== true) await mustBeSure(plan, key);
		}
		const requestedBy = whoAsks();
		const request = {
			...{ connection, requestedBy, by: requestedBy ?? 'Somebody', reportFolder, dryRun },
			reason: options.reason?.trim() || null,
			asker: { requesterAuth: 'account of the machine it was started on' },
		};
		const run = await watching(json, (signal, show) =>
			runner.tryStep(runId, key, { ...request, signal }, show),
		);
		return exitCodeOf(run.status);
	} finally {
		await runner.close();
	}
}

/** A step by its number or its key; the two halves of step 8 by their keys. @throws CommandError */
function stepIn(text: string): StepKey {
	const wanted = text.trim();
	const found = STEPS.filter(({ key, number }) => key === wanted || `${number}` === wanted);
	const [step, other] = found;
	if (step && !other) return step.key;
	if (other) {
		const keys = found.map(({ key }) => key).join(' or ');
		throw new CommandError(`Step ${wanted} has two halves. Give --step ${keys}.`);
	}
	const keys = STEPS.filter(({ key }) => key !== 'compliancePdf').map(({ key }) => key);
	throw new CommandError(
		`There is no step ${plain(wanted) || '(empty)'}. --step takes a number from 1 to 8, or one of ${keys.join(', ')}.`,
	);
}

/** Whoever may erase a device types whom it is about. Asked on a terminal only; a script has to say --yes. */
async function mustBeSure({ run }: TryPlan, key: StepKey): Promise<void> {
	if (!stepsOfTry(key).includes('wipeDevices')) return;
	const wanted = run.offboarding?.employee.userPrincipalName ?? run.request.user;
	if (!process.stdin.isTTY || !process.stderr.isTTY) {
		throw new CommandError(
			'This step can erase devices for good. Say --yes where nobody can be asked.',
		);
	}
	const lines = createInterface({ input: process.stdin, output: process.stderr });
	try {
		const what = `Step ${shortStep(key)}, ${stepNamed(key).title}, of ${run.id} can erase devices for good.`;
		const answer = await lines.question(`${what}\nType ${plain(wanted)} to go on: `);
		if (answer.trim().toLowerCase() === wanted.toLowerCase()) return;
	} finally {
		lines.close();
	}
	throw new CommandError(`That is not ${plain(wanted)}. Nothing was started.`);
}
