import type { Queries } from '../database/db';
import type { ScheduleRow } from '../database/schedule-schema';
import { everybody } from './create-list';
import { ScheduleError } from './schedule-error';
import { tooLate } from './schedule-refusals';
import { scheduleOf, type Schedule } from './schedule-record';

/**
 * Takes hold of a list that has not started, in the transaction that changes who is on it: whoever else changes it waits,
 * and so does the runner whose moment has come. So everybody is on it, or is told that it has started.
 *
 * @throws ScheduleError where there is none, it is about one person, or it has started or ended
 */
export async function holdList(tx: Queries, id: string): Promise<ScheduleRow> {
	const row = await tx
		.updateTable('schedule')
		.set((eb) => ({ state: eb.ref('state') }))
		.where('id', '=', id)
		.returningAll()
		.executeTakeFirst();
	if (!row) {
		const says = `There is no schedule ${id}. offboardiq schedule list shows them.`;
		throw new ScheduleError(says, 'unknown');
	}
	if (row.people === null) {
		throw new ScheduleError(`${id} is about one person, it is no list.`, 'noList');
	}
	if (row.state === 'pending' || row.state === 'needs_confirmation') return row;
	throw tooLate(scheduleOf(row), 'changed');
}

/** Writes down how many are on a list now, and facts of it that are new. */
export async function setListed(
	tx: Queries,
	row: ScheduleRow,
	people: number,
	case_json: string | null = row.case_json,
): Promise<Schedule> {
	const employee_json = JSON.stringify(everybody(row.id, people));
	const changed = await tx
		.updateTable('schedule')
		.set({ people, employee_json, case_json })
		.where('id', '=', row.id)
		.returningAll()
		.executeTakeFirstOrThrow();
	return scheduleOf(changed);
}
