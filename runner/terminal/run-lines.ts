import type { Offboarding } from '../../nodes/shared/step/offboarding';
import { isNotTried, NOT_TRIED, tryWords } from '../../nodes/shared/step/onlySteps';
import type { StepOutcome } from '../../nodes/shared/step/outcome';
import { isException, markOf, stepNamed } from '../../nodes/shared/step/vocabulary';
import { knownOutcome } from '../journal/known-outcome';
import type { RunRecord } from '../journal/run-record';
import { lockOutLine, lockOutOf } from './lock-out';
import { leftOutOf, marksOf, nine, shapeOf, wordOf } from './marks';
import { runWords } from './run-words';
import { strong, tint, type Output } from './output';
import { indented, secondsOf } from './step-lines';
import { plain } from './text';

/** Printed before anything else whenever the tenant is not a real one. */
export const TAPE = '▞▞▞ Simulated tenant. Nothing here touches Microsoft 365. ▞▞▞';

const OTHERS_STAY = 'Only that is tried; every other step stays as it was left.';

/** Who, where, and what to know before it begins. */
export function headLines(offboarding: Offboarding, output: Output): string[] {
	const { employee, tenant, manager, request, warnings } = offboarding;
	const tenantName = plain(tenant.displayName ?? tenant.id);
	const managerName = manager ? plain(manager.displayName) : 'none found';
	return [
		...(tenant.simulated ? [strong(output, TAPE)] : []),
		strong(output, plain(employee.displayName)),
		`${plain(employee.userPrincipalName)}, object id ${plain(employee.id)}`,
		`Tenant ${tenantName}. Manager: ${managerName}.`,
		...(request.only ? [strong(output, `${plain(tryWords(request.only))}.`), OTHERS_STAY] : []),
		...(request.dryRun ? ['Dry run: nothing is changed. Each step says what it would do.'] : []),
		...warnings.flatMap(({ message }) =>
			indented(`Know this before: ${plain(message)}`, 0, output),
		),
		'',
	];
}

/** How it ended: the nine, the counts, what is open and what to do about it, where the record is. */
export function endLines(run: RunRecord, output: Output): string[] {
	const simulated = run.offboarding?.tenant.simulated ?? false;
	const outcomes = outcomesOf(run);
	const byKey = new Map(outcomes.map((outcome) => [outcome.key, outcome]));
	const lockOut = lockOutOf(byKey, run.startedAt, simulated);
	const status = runWords(run) + (simulated ? ', simulated' : '');
	const took = run.finishedAt
		? ` in ${secondsOf({ startedAt: run.startedAt, finishedAt: run.finishedAt })} s`
		: '';
	return [
		'',
		`${nine(output, marksOf(outcomes), simulated, leftOutOf(outcomes))}  ${strong(output, status)}${took}  ${run.id}`,
		countSentence(run),
		...(lockOut ? [lockOutLine(lockOut, simulated, output)] : []),
		...openLines(run, output),
		...(run.report ? [`Record: ${plain(run.report.path)}`] : []),
	];
}

/** The rows of a run in one sentence: "7 done, 1 accepted, 2 skipped with a reason, nothing open." */
export function countSentence(run: RunRecord): string {
	const { dryRun } = run.request;
	const parts: string[] = [];
	const add = (count: number, words: string) => {
		if (count > 0) parts.push(`${count} ${words}`);
	};
	const all = outcomesOf(run);
	const marks = all.filter((outcome) => !isNotTried(outcome)).map(markOf);
	const count = (mark: string) => marks.filter((one) => one === mark).length;
	add(count('done'), 'done');
	add(count('accepted'), 'accepted');
	add(count('skipped'), 'skipped with a reason');
	add(count('blocked'), 'blocked');
	add(count('failed'), 'failed');
	add(count('unknown'), 'unknown');
	const pending = run.steps.length - all.length + count('pending');
	add(pending, dryRun ? 'would run' : 'not started');
	add(all.length - marks.length, NOT_TRIED.toLowerCase());
	const open = openSteps(run).length;
	if (open > 0) return `${parts.join(', ')}; ${open} open.`;
	// What was not started is open in every sense a reader knows.
	return parts.join(', ') + (pending > 0 && !dryRun ? '.' : ', nothing open.');
}

/** What a list of runs shows of one. */
export function listLines(run: RunRecord, output: Output): string[] {
	const simulated = run.offboarding?.tenant.simulated ?? false;
	const employee = run.offboarding?.employee;
	const who = employee
		? `${plain(employee.displayName)}, ${plain(employee.userPrincipalName)}`
		: plain(run.request.user);
	const { only } = run.request;
	const outcomes = outcomesOf(run);
	const flags = `${only ? `, ${tryWords(only)}` : ''}${run.request.dryRun ? ', dry run' : ''}${simulated ? ', simulated' : ''}`;
	const at = `${run.startedAt.slice(0, 10)} ${run.startedAt.slice(11, 16)} UTC`;
	return [
		`${nine(output, marksOf(outcomes), simulated, leftOutOf(outcomes))}  ${run.id}  ${at}  ${runWords(run)}${flags}`,
		`               ${who}`,
	];
}

/** What is known of the steps of a run; those it never reached are not in it. */
export function outcomesOf(run: RunRecord): StepOutcome[] {
	return run.steps.flatMap((step) => knownOutcome(step) ?? []);
}

/** The steps that a person has to look at. */
export function openSteps(run: RunRecord): StepOutcome[] {
	return outcomesOf(run).filter((outcome) =>
		[outcome, ...outcome.items].some(({ status }) => isException(status)),
	);
}

function openLines(run: RunRecord, output: Output): string[] {
	const open = openSteps(run);
	if (open.length === 0) return [];
	const simulated = run.offboarding?.tenant.simulated ?? false;
	return [
		strong(output, 'Open, for a person:'),
		...open.flatMap((outcome) => {
			const mark = markOf(outcome);
			const shape = tint(output, mark, shapeOf(mark, simulated));
			const { number, title } = stepNamed(outcome.key);
			return [
				`  ${number} ${shape} ${title}: ${wordOf(mark, simulated)}`,
				...whatToDo(outcome).flatMap((text) => indented(text, 6, output)),
			];
		}),
	];
}

/** The reasons carry the instruction; the same one is not said twice. */
function whatToDo(outcome: StepOutcome): string[] {
	const items = outcome.items
		.filter(({ status }) => isException(status))
		.map(({ target, reason }) => `${plain(target)}: ${plain(reason ?? 'no reason was given')}`);
	if (items.length > 0) return items;
	return [plain(outcome.reason ?? outcome.summary)];
}
