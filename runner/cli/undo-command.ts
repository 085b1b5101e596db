import { createInterface } from 'node:readline/promises';
import { UNDO_WORD } from '../../nodes/shared/undo/undoItem';
import { Evidence } from '../evidence/evidence';
import { evidenceSettings } from '../evidence/settings';
import { LiveRuns } from '../execution/live-runs';
import { limitSettings } from '../limits/settings';
import { SharedLimiter } from '../limits/shared-limiter';
import { openRuns } from '../runner';
import type { Runs } from '../contract';
import { plain } from '../terminal/text';
import { undoLines, undoPlanLines } from '../terminal/undo-lines';
import type { KeptUndo } from '../undo/read-undos';
import { undo, type UndoPlan } from '../undo/undo';
import { isTooLate, UNDO_HOURS } from '../undo/too-late';
import { UndoInterrupted } from '../undo/undo-error';
import { CommandError } from './command-error';
import { readConnection } from './connection-file';
import { warnUnsigned } from './evidence-command';
import type { ExitCode } from './exit-code';
import { usableFolder } from './folders';
import { stopOnSignal } from './interrupt';
import { whoAsks } from './who-asks';

/** The options of `undo`, as typed. */
export interface UndoOptions {
	readonly evidenceP12?: string;
	readonly connection: string;
	readonly data: string;
	readonly reason?: string;
	readonly out?: string;
	readonly dryRun?: boolean;
	readonly yes?: boolean;
	readonly json?: boolean;
}

/**
 * `offboardiq undo RUN`: undoes what can be undone of an offboarding, with a record of its own. 0 when all of that is
 * undone, 2 when some is not or not seen yet, 1 when it was refused. With --dry-run: says what would be undone, 0.
 */
export async function undoCommand(runId: string, options: UndoOptions): Promise<ExitCode> {
	const connection = await readConnection(options.connection);
	const dataFolder = await usableFolder(options.data, '--data');
	const folder = options.out === undefined ? null : await usableFolder(options.out, '--out');
	const runs = await openRuns(dataFolder);
	try {
		const plan = await runs.planUndo(runId, connection);
		if (options.dryRun === true) return print(options, planJson(plan), undoPlanLines(plan));
		const reason = options.reason?.trim() ?? '';
		if (reason === '') throw new CommandError('--reason is missing: say why it is undone.');
		if (options.yes !== true) await mustBeSure(plan);
		await sayLeft(runs, runId);
		const isUnused = async () => (await runs.connections.list()).length === 0;
		const evidence = new Evidence(dataFolder, isUnused, evidenceSettings(options.evidenceP12));
		await warnUnsigned({ evidence, audit: runs.audit });
		const limiter = new SharedLimiter(runs.db, limitSettings());
		const made = await interruptible(runId, (live) =>
			undo({ db: runs.db, evidence, limiter, live }, runId, {
				...{ connection, askedBy: whoAsks(), reason, spareFolder: dataFolder },
				...(folder === null ? {} : { folder }),
			}),
		);
		if (made === null) return 2;
		print(options, await jsonOf(runs, made), undoLines(made));
		return made.verdict === 'undone' ? 0 : 2;
	} finally {
		await runs.close();
	}
}

/** One that was interrupted too long ago is ended first, which whoever asks has to know: it has a record of its own. */
async function sayLeft(runs: Runs, runId: string): Promise<void> {
	const undos = await runs.undos([runId]);
	const left = undos.find(({ endedAt, begunAt }) => !endedAt && isTooLate(begunAt, new Date()));
	if (!left) return;
	process.stderr.write(
		`${left.id} was interrupted, and asked for more than ${UNDO_HOURS} hours ago. It is ended as it stands, with a record that says so, and this is another undo.\n`,
	);
}

/**
 * Ctrl-C stops it before its next request, and does not call it off: whoever confirmed it confirmed all of it, and a
 * runner goes on with it. That is said, or somebody would believe that the rest stays as it is.
 *
 * @returns null when it was stopped
 */
async function interruptible(
	runId: string,
	begin: (live: LiveRuns) => Promise<KeptUndo>,
): Promise<KeptUndo | null> {
	const live = new LiveRuns();
	const { dispose } = stopOnSignal(() => {
		process.stderr.write(
			'\nStopping before the next request. Press Ctrl-C again to stop at once.\n',
		);
		live.pause();
	});
	try {
		return await begin(live);
	} catch (error) {
		if (!(error instanceof UndoInterrupted)) throw error;
		process.stderr.write(
			`Not ended, and not called off: a runner that works with this data (offboardiq start) goes on with it by itself, for ${UNDO_HOURS} hours after it was asked for. Without one, offboardiq undo ${runId} goes on.\n`,
		);
		return null;
	} finally {
		dispose();
	}
}

/** Whoever goes on types whom it is about. Asked on a terminal only; a script has to say --yes. */
async function mustBeSure(plan: UndoPlan): Promise<void> {
	const wanted = plan.run.offboarding?.employee.userPrincipalName ?? plan.run.request.user;
	if (!process.stdin.isTTY || !process.stderr.isTTY) {
		throw new CommandError(
			'An undo gives somebody their access back. Say --yes where nobody can be asked.',
		);
	}
	for (const line of undoPlanLines(plan)) process.stderr.write(`${line}\n`);
	const lines = createInterface({ input: process.stdin, output: process.stderr });
	try {
		const answer = await lines.question(`Type ${plain(wanted)} to go on: `);
		if (answer.trim().toLowerCase() === wanted.toLowerCase()) return;
	} finally {
		lines.close();
	}
	throw new CommandError(`That is not ${plain(wanted)}. Nothing was undone.`);
}

function print(options: UndoOptions, json: object, lines: readonly string[]): ExitCode {
	const text = options.json === true ? [JSON.stringify(json)] : lines;
	process.stdout.write(text.map((line) => `${line}\n`).join(''));
	return 0;
}

function planJson({ run, before, tries, tenant, items }: UndoPlan) {
	return {
		...{ run: run.id, before, tries, dryRun: true, simulated: tenant.simulated },
		items: items.map((item) => ({ ...item, word: UNDO_WORD[item.status] })),
	};
}

async function jsonOf(runs: Runs, { id, runId, verdict, items, undo: record, report }: KeptUndo) {
	const run = await runs.run(runId);
	return {
		...{ id, run: runId, verdict, simulated: record?.tenant.simulated ?? null },
		items: items.map((item) => ({ ...item, word: UNDO_WORD[item.status] })),
		...{ report: report?.path ?? null, sha256: report?.sha256 ?? null },
		record: run?.report?.sha256 ?? null,
	};
}
