import { markOf, stepNamed, type RunStatus } from '../../nodes/shared/step/vocabulary';
import type { RunRecord } from '../journal/run-record';
import { marksOfRow, type BulkRow } from './bulk-rows';
import { lockOutOf } from '../words/lock-out';
import { marksOf, wordOf } from '../words/marks';
import { nine } from './strip';
import { strong, type Output } from './output';
import { openSteps, outcomesOf } from '../words/run-counts';
import { runWords, statusWords } from '../words/run-words';
import { indented } from './step-lines';
import { plain, widthOf } from './text';
import { fittingWait, isWaiting } from './wait-line';

/** Under the strip of nine. */
const INDENT = 15;

/** Somebody who is through: the nine, who, how it ended, and what is open. */
export function endedLine(run: RunRecord, output: Output): string {
	const simulated = run.offboarding?.tenant.simulated ?? false;
	const outcomes = outcomesOf(run);
	const who = plain(run.offboarding?.employee.userPrincipalName ?? run.request.user);
	const word = runWords(run) + (simulated ? ', simulated' : '');
	const open = openSteps(run)
		.map((step) => `${step.number} ${wordOf(markOf(step), simulated)}`)
		.join(', ');
	const why = run.message === null ? '' : indented(plain(run.message), INDENT, output).join('\n');
	const head = `${nine(output, marksOf(outcomes), simulated)}  ${who}  ${word}`;
	return `${head}${open === '' ? '' : ` (${open})`}  ${run.id}${why === '' ? '' : `\n${why}`}`;
}

/** Somebody who is under way: the nine, who, and what runs now. */
export function rowLine(row: BulkRow, simulated: boolean, output: Output): string {
	const now = Date.now();
	const running = row.running === null ? '' : `  ${stepNamed(row.running).title}`;
	const name = plain(row.name);
	const room = output.columns - INDENT - widthOf(name) - 2;
	const step = isWaiting(row.wait, now) ? `  ${fittingWait(row.wait, now, room)}` : running;
	return `${nine(output, marksOfRow(row), simulated)}  ${name}${step}`;
}

/** How a list ended: how many of which kind, who is not locked out, where the records are. */
export function bulkEndLines(runs: readonly RunRecord[], output: Output): string[] {
	const counts = new Map<RunStatus | 'running', number>();
	for (const { status } of runs) counts.set(status, (counts.get(status) ?? 0) + 1);
	const parts = [...counts].map(
		([status, count]) => `${count} ${statusWords(status).toLowerCase()}`,
	);
	const isIn = runs.filter((run) => !run.request.dryRun && !isLockedOut(run));
	const [report] = runs.flatMap((run) => run.report?.path ?? []);
	return [
		'',
		strong(output, `${runs.length} people: ${parts.join(', ')}.`),
		...(isIn.length === 0 ? [] : [strong(output, `Not locked out: ${isIn.length}`)]),
		...isIn.map(
			(run) => `  ${plain(run.offboarding?.employee.userPrincipalName ?? run.request.user)}`,
		),
		...(report === undefined ? [] : [`Records: ${plain(folderOf(report))}`]),
	];
}

function isLockedOut(run: RunRecord): boolean {
	const outcomes = new Map(outcomesOf(run).map((outcome) => [outcome.key, outcome]));
	const mark = lockOutOf(outcomes, run.startedAt, false)?.mark;
	return mark === 'done' || mark === 'accepted';
}

function folderOf(path: string): string {
	return path.replace(/[\\/][^\\/]*$/, '');
}
