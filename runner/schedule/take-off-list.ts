import { auditOf } from '../audit/audit-of';
import { scheduleEntry } from '../audit/schedule-entries';
import { dbNow } from '../database/concurrency';
import type { Db } from '../database/db';
import type { Identity } from './identity';
import { holdList, setListed } from './list-on-hold';
import { plannedPeople } from './planned-person';
import { ScheduleError } from './schedule-error';
import type { Schedule } from './schedule-record';

/** Who takes somebody off a list. */
export interface TakenOffBy {
	readonly requestedBy: string | null;
	/** Who that is in the audit log: `account/ID`, where a name must not stand there. */
	readonly actor?: string;
}

/**
 * Takes somebody off a list that has not started: their account stays as it is. Their row is kept, so that what the log
 * says of them can still be found and erased.
 *
 * @param user object id or user principal name, as they were found when they came onto the list
 * @throws ScheduleError where it has started or ended, they are not on it, or nobody would be
 */
export async function takeOffList(
	db: Db,
	id: string,
	user: string,
	{ requestedBy, actor }: TakenOffBy,
): Promise<{ readonly schedule: Schedule; readonly employee: Identity }> {
	return await db.transaction().execute(async (tx) => {
		const row = await holdList(tx, id);
		const on = await plannedPeople(tx, id);
		const key = user.trim().toLowerCase();
		const employee = on
			.map((one) => one.employee)
			.find((one) => one.id === key || one.userPrincipalName.toLowerCase() === key);
		if (!employee) throw new ScheduleError(`${user} is not on ${id}. Nothing changed.`, 'notOnIt');
		if (on.length === 1) {
			const says = `${employee.displayName} is the last one on ${id}. Cancel it instead: offboardiq schedule cancel ${id}.`;
			throw new ScheduleError(says, 'lastOne');
		}
		await tx
			.updateTable('schedule_person')
			.set({ removed_at: await dbNow(tx), removed_by: requestedBy })
			.where('schedule_id', '=', id)
			.where('employee_id', '=', employee.id)
			.where('removed_at', 'is', null)
			.execute();
		const schedule = await setListed(tx, row, on.length - 1);
		const by = {
			...{ actor: actor ?? requestedBy, facts: { people: schedule.people } },
			people: [employee],
		};
		await auditOf(db).append(tx, [scheduleEntry('schedule.personRemoved', schedule, by)]);
		return { schedule, employee };
	});
}
