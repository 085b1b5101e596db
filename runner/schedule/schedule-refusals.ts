import type { Queries } from '../database/db';
import type { ScheduleRow } from '../database/schedule-schema';
import type { Identity } from './identity';
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
export function tooLate({ id, state, runId, bulkId }: Schedule, word: string): ScheduleError {
	if (state !== 'started') {
		return new ScheduleError(`${id} is ${state} and can not be ${word} any more.`, 'tooLate');
	}
	const became = bulkId ?? runId;
	return new ScheduleError(
		`${id} has started, as ${became}. To stop it before its next request: offboardiq runs cancel ${became}.`,
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
	const [listed] = await onLists(tx, tenantId, [employeeId]);
	if (listed) throw someHaveOne([listed]);
}

/** Nobody of a list may be scheduled already, alone or with another list. @throws ScheduleError */
export async function refuseListed(
	tx: Queries,
	tenantId: string,
	employeeIds: readonly string[],
): Promise<void> {
	const alone: Planned[] = [];
	for (let from = 0; from < employeeIds.length; from += AT_ONCE) {
		const rows = await tx
			.selectFrom('schedule')
			.select(['id', 'employee_json'])
			.where('tenant_id', '=', tenantId.toLowerCase())
			.where('employee_id', 'in', employeeIds.slice(from, from + AT_ONCE))
			.where('active', '=', 1)
			.execute();
		alone.push(...rows);
	}
	const all = [...alone, ...(await onLists(tx, tenantId, employeeIds))];
	if (all.length > 0) throw someHaveOne(all);
}

/** Somebody, and what they are scheduled by. */
type Planned = Pick<ScheduleRow, 'id' | 'employee_json'>;

/** A statement has a limited number of parameters. */
const AT_ONCE = 400;
/** So many are named; the others are counted. */
const NAMED = 5;

async function onLists(
	tx: Queries,
	tenantId: string,
	employeeIds: readonly string[],
): Promise<readonly Planned[]> {
	const found: Planned[] = [];
	for (let from = 0; from < employeeIds.length; from += AT_ONCE) {
		const rows = await tx
			.selectFrom('schedule_person')
			.innerJoin('schedule', 'schedule.id', 'schedule_person.schedule_id')
			.select(['schedule.id', 'schedule_person.employee_json'])
			.where('schedule.tenant_id', '=', tenantId.toLowerCase())
			.where('schedule.active', '=', 1)
			.where('schedule_person.removed_at', 'is', null)
			.where('schedule_person.employee_id', 'in', employeeIds.slice(from, from + AT_ONCE))
			.orderBy('schedule.id')
			.orderBy('schedule_person.position')
			.execute();
		found.push(...rows);
	}
	return found;
}

function someHaveOne(all: readonly Planned[]): ScheduleError {
	const who = all.slice(0, NAMED).map(({ id, employee_json }) => {
		const { displayName } = JSON.parse(employee_json) as Identity;
		return `${displayName} (${id})`;
	});
	const more = all.length > NAMED ? ` and ${all.length - NAMED} more` : '';
	return new ScheduleError(
		`Scheduled already: ${who.join(', ')}${more}. Cancel that first, or leave them out. Nothing was scheduled.`,
		'someHaveOne',
	);
}
