import { sql } from 'kysely';
import { auditOf } from '../audit/audit-of';
import { scheduleEntry } from '../audit/schedule-entries';
import type { Db } from '../database/db';
import type { RunStatus } from '../../nodes/shared/step/vocabulary';
import { scheduleOf, type ScheduleState } from './schedule-record';

/** What becomes of a schedule whose run ended so; null: its run goes on some day. */
const END: Readonly<Record<RunStatus | 'running', ScheduleState | null>> = {
	completed: 'finished',
	completed_with_exceptions: 'finished',
	failed: 'failed',
	// Nothing was changed, and the reason may be gone tomorrow: a person says whether it is tried again.
	refused: 'needs_confirmation',
	cancelled: 'cancelled',
	waiting: null,
	running: null,
};

/**
 * Ends the schedules whose run has ended, in this process or another, or by `runs cancel`. May be repeated.
 *
 * @returns how many
 */
export async function settleSchedules(db: Db): Promise<number> {
	const ended = await db
		.selectFrom('schedule')
		.innerJoin('run', 'run.id', 'schedule.run_id')
		.select(['schedule.id', 'run.status', 'run.message'])
		.where('schedule.state', '=', 'started')
		.where('run.status', 'not in', ['running', 'waiting'])
		.execute();
	for (const { id, status, message } of ended) {
		const state = END[status as RunStatus];
		if (state === null) continue;
		await settle(db, id, { state, reason: state === 'finished' ? null : message });
	}
	return ended.length + (await settleLists(db));
}

/** The same for those whose list has ended: how each person's run ended is told there. */
async function settleLists(db: Db): Promise<number> {
	const ended = await db
		.selectFrom('schedule')
		.innerJoin('bulk', 'bulk.id', 'schedule.bulk_id')
		.innerJoin('bulk_member', 'bulk_member.bulk_id', 'bulk.id')
		.leftJoin('run', 'run.id', 'bulk_member.run_id')
		.select('schedule.id')
		.select((row) => row.fn.countAll<number>().as('all'))
		.select(sql<number>`sum(case when run.status = 'cancelled' then 1 else 0 end)`.as('cancelled'))
		.where('schedule.state', '=', 'started')
		.where('bulk.finished_at', 'is not', null)
		.groupBy('schedule.id')
		.execute();
	for (const { id, all, cancelled } of ended) {
		const isCancelled = Number(all) === Number(cancelled);
		const reason = isCancelled ? 'The list was stopped before anything of it was done.' : null;
		await settle(db, id, { state: isCancelled ? 'cancelled' : 'finished', reason });
	}
	return ended.length;
}

async function settle(
	db: Db,
	id: string,
	{ state, reason }: { readonly state: ScheduleState; readonly reason: string | null },
): Promise<void> {
	const needs = state === 'needs_confirmation';
	await db.transaction().execute(async (tx) => {
		const row = await tx
			.updateTable('schedule')
			.set({ state, reason, active: needs ? 1 : 0 })
			.where('id', '=', id)
			.where('state', '=', 'started')
			.returningAll()
			.executeTakeFirst();
		if (!row) return;
		const type = needs ? 'schedule.held' : 'schedule.ended';
		const entry = scheduleEntry(type, scheduleOf(row), { facts: { state } });
		await auditOf(db).append(tx, [entry]);
	});
}
