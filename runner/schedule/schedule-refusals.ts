import type { Queries } from '../database/db';
import { ScheduleError } from './schedule-error';
import { scheduleOf, type Schedule } from './schedule-record';

/** The employee is to be offboarded already. */
export function hasOneAlready({ id, employee, time, state }: Schedule): ScheduleError {
	const when = `${time.wallTime.replace('T', ' ')} ${time.zone}`;
	return new ScheduleError(
		`${employee.userPrincipalName} has a schedule already: ${id}, ${when}, ${state}. Change it (offboardiq schedule edit ${id}) or cancel it first.`,
		'hasOne',
	);
}

/** It has started or ended. @param word what was to be done with it */
export function tooLate({ id, state, runId }: Schedule, word: string): ScheduleError {
	if (state !== 'started') {
		return new ScheduleError(`${id} is ${state} and can not be ${word} any more.`, 'tooLate');
	}
	return new ScheduleError(
		`${id} has started, as ${runId}. To stop it before its next request: offboardiq runs cancel ${runId}.`,
		'tooLate',
	);
}

/** The unique index on active schedules holds even where two ask at the same moment. @throws ScheduleError */
export async function refuseSecond(
	tx: Queries,
	tenantId: string,
	employeeId: string,
	id: string,
): Promise<void> {
	const other = await tx
		.selectFrom('schedule')
		.selectAll()
		.where('tenant_id', '=', tenantId.toLowerCase())
		.where('employee_id', '=', employeeId)
		.where('active', '=', 1)
		.where('id', '!=', id)
		.executeTakeFirst();
	if (other) throw hasOneAlready(scheduleOf(other));
}
