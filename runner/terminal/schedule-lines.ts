import { localTime, planNote } from '../schedule/plan-time';
import type { Schedule, ScheduleState } from '../schedule/schedule-record';
import { strong, type Output } from './output';
import { TAPE } from './run-lines';
import { plain } from './text';

const STATE_WORD: Readonly<Record<ScheduleState, string>> = {
	pending: 'Pending',
	started: 'Started',
	needs_confirmation: 'Needs confirmation',
	finished: 'Finished',
	failed: 'Failed',
	cancelled: 'Cancelled',
};

/** Who, and when: in their zone, and the instant. */
export function scheduledLines(schedule: Schedule, output: Output): string[] {
	const { employee, time, id } = schedule;
	const note = planNote(time);
	return [
		...(schedule.simulated ? [strong(output, TAPE)] : []),
		strong(output, plain(employee.displayName)),
		...(schedule.people === null
			? [`${plain(employee.userPrincipalName)}, object id ${plain(employee.id)}`]
			: []),
		`${id}  ${localTime(time.dueAt, time.zone)} in ${time.zone}, which is ${utc(time.dueAt)}.`,
		...(note === null ? [] : [note]),
	];
}

/** One schedule in a list. */
export function scheduleListLines(schedule: Schedule): string[] {
	const { id, state, employee, time, reason, runId } = schedule;
	const became = runId ?? schedule.bulkId;
	const run = became === null ? '' : `, ${became}`;
	const simulated = schedule.simulated ? ', simulated' : '';
	return [
		`${id}  ${localTime(time.dueAt, time.zone)} ${time.zone}  ${STATE_WORD[state]}${simulated}${run}`,
		`    ${[employee.displayName, employee.userPrincipalName].filter(Boolean).map(plain).join(', ')}`,
		...(reason === null ? [] : [`    ${plain(reason)}`]),
		...(state === 'needs_confirmation'
			? [
					`    offboardiq schedule confirm ${id} lets it go on, offboardiq schedule cancel ${id} ends it.`,
				]
			: []),
	];
}

function utc(instant: string): string {
	return `${instant.slice(0, 19).replace('T', ' ')} UTC`;
}
