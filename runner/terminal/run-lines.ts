import type { Offboarding } from '../../nodes/shared/step/offboarding';
import { tryWords } from '../../nodes/shared/step/onlySteps';
import type { StepOutcome } from '../../nodes/shared/step/outcome';
import { isException, markOf, stepNamed } from '../../nodes/shared/step/vocabulary';
import type { RunRecord } from '../journal/run-record';
import { lockOutOf } from '../words/lock-out';
import { lockOutLine } from './lock-out-line';
import { leftOutOf, marksOf, wordOf } from '../words/marks';
import { nine, shapeOf } from './strip';
import { countSentence, openSteps, outcomesOf } from '../words/run-counts';
import { runWords } from '../words/run-words';
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
