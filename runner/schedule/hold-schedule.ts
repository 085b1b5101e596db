import { auditOf } from '../audit/audit-of';
import { scheduleEntry } from '../audit/schedule-entries';
import type { Db } from '../database/db';
import { scheduleOf, type Schedule } from './schedule-record';

/**
 * Keeps a schedule that has not started from starting, until a person says that it shall. It stays where it is, and
 * nobody else is scheduled in its place.
 *
 * @param reason for people, in one line
 * @returns null where it has started meanwhile, or has ended
 */
export async function holdSchedule(db: Db, id: string, reason: string): Promise<Schedule | null> {
	return await db.transaction().execute(async (tx) => {
		const row = await tx
			.updateTable('schedule')
			.set({ state: 'needs_confirmation', reason, found_json: null })
			.where('id', '=', id)
			.where('state', '=', 'pending')
			.returningAll()
			.executeTakeFirst();
		if (!row) return null;
		await auditOf(db).append(tx, [scheduleEntry('schedule.held', scheduleOf(row))]);
		return scheduleOf(row);
	});
}
