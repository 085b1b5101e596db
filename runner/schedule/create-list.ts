import { auditOf } from '../audit/audit-of';
import { scheduleEntry } from '../audit/schedule-entries';
import { databaseNow } from '../database/concurrency';
import type { Db } from '../database/db';
import { nextRunId } from '../journal/run-number';
import type { Identity } from './identity';
import { rowOf, type NewSchedule } from './new-schedule';
import { insertPlanned, type PlannedPerson } from './planned-person';
import { refuseListed } from './schedule-refusals';
import { scheduleOf, type Schedule } from './schedule-record';

/** What a new schedule of a list is made of. */
export type NewListSchedule = Omit<NewSchedule, 'employee' | 'manager'> & {
	/** In the order of the list, everybody once. */
	readonly people: readonly PlannedPerson[];
};

/**
 * Writes a list for later down, with everybody on it: one row that fires once, whatever becomes of the process.
 *
 * @throws ScheduleError when somebody on it is scheduled already
 */
export async function createList(db: Db, wanted: NewListSchedule): Promise<Schedule> {
	const { people, tenantId } = wanted;
	return await db.transaction().execute(async (tx) => {
		const now = await databaseNow(tx);
		// The number first: on every database it makes others wait until this one is committed.
		const id = await nextRunId(tx, 'SCH', now);
		await refuseListed(
			tx,
			tenantId,
			people.map(({ employee }) => employee.id),
		);
		const row = await tx
			.insertInto('schedule')
			.values({
				...{ id, ...rowOf({ ...wanted, employee: everybody(id, people.length), manager: null }) },
				...{ created_at: now.toISOString(), people: people.length },
			})
			.returningAll()
			.executeTakeFirstOrThrow();
		await insertPlanned(tx, id, people);
		await wanted.together?.(tx, id);
		const schedule = scheduleOf(row);
		const by = { actor: wanted.actor ?? wanted.requestedBy, facts: { people: people.length } };
		await auditOf(db).append(tx, [scheduleEntry('schedule.made', schedule, by)]);
		return schedule;
	});
}

/** What stands where one person would: the list has a schedule of its own, and nobody else has that one. */
export const everybody = (id: string, count: number): Identity => ({
	...{ id, userPrincipalName: '', employeeId: null, createdAt: null },
	displayName: count === 1 ? 'A list of 1 person' : `${count} people`,
});
