import { createGraphClient } from '../../nodes/shared/graph';
import { ConnectionError } from '../../nodes/shared/graph/connection';
import { GraphFailure } from '../../nodes/shared/graph/failure';
import { auditOf } from '../audit/audit-of';
import { scheduleEntry } from '../audit/schedule-entries';
import type { Db } from '../database/db';
import type { Gate, GateAnswer } from '../execution/gate';
import type { ScheduleRow } from '../database/schedule-schema';
import { scheduleOf } from './schedule-record';
import { checkIdentity, type Identity, type IdentityCheck } from './identity';

/**
 * What stands before the first request of a run that a schedule fired: is it still about the person who was meant? It
 * is asked in the run itself, so that no way to start or go on with it leads past it.
 */
export function scheduleGate(db: Db): Gate {
	return async (runId, connection, journal) => {
		const row = await db
			.selectFrom('schedule')
			.selectAll()
			.where('run_id', '=', runId)
			.executeTakeFirst();
		if (!row) return await listedGate(db, runId, connection, journal);
		// Decided before, and interrupted before the run was closed.
		if (row.state !== 'started') return refusal(row, row.reason);
		let check: IdentityCheck;
		try {
			const graph = createGraphClient(connection, { readOnly: true, journal });
			check = await checkIdentity(graph, JSON.parse(row.employee_json) as Identity);
		} catch (error) {
			return waitsFor(error);
		}
		return await decide(db, row, check);
	};
}

/** The same for somebody whose list was scheduled. What is wrong with one of them is told in their run alone. */
async function listedGate(
	db: Db,
	runId: string,
	...[connection, journal]: AskedOf
): ReturnType<Gate> {
	const row = await db
		.selectFrom('bulk_member')
		.innerJoin('schedule', 'schedule.bulk_id', 'bulk_member.bulk_id')
		.innerJoin('schedule_person', (join) =>
			join
				.onRef('schedule_person.schedule_id', '=', 'schedule.id')
				// Not by place: somebody may have been taken off before, and those after them moved up.
				.onRef('schedule_person.employee_id', '=', 'bulk_member.requested_user')
				.on('schedule_person.removed_at', 'is', null),
		)
		.select(['schedule.id', 'schedule_person.employee_json'])
		.where('bulk_member.run_id', '=', runId)
		.executeTakeFirst();
	if (!row) return null;
	try {
		const graph = createGraphClient(connection, { readOnly: true, journal });
		const check = await checkIdentity(graph, JSON.parse(row.employee_json) as Identity);
		if (check.is === 'same') return null;
		const next =
			check.is === 'gone' ? '' : ' Nothing was changed. If it is right, offboard them alone.';
		return { status: 'refused', message: `${check.reason}${next}` };
	} catch (error) {
		return waitsFor(error);
	}
}

type AskedOf = Parameters<Gate> extends [string, ...infer Rest] ? Rest : never;

async function decide(db: Db, row: ScheduleRow, check: IdentityCheck): Promise<GateAnswer | null> {
	if (check.is === 'same') {
		if (check.note === null) return null;
		const values = { reason: check.note, employee_json: JSON.stringify(check.identity) };
		await db.updateTable('schedule').set(values).where('id', '=', row.id).execute();
		return null;
	}
	const values =
		check.is === 'gone'
			? { state: 'failed', active: 0 }
			: { state: 'needs_confirmation', found_json: JSON.stringify(check.found) };
	await db.transaction().execute(async (tx) => {
		const changed = await tx
			.updateTable('schedule')
			.set({ ...values, reason: check.reason })
			.where('id', '=', row.id)
			.where('state', '=', 'started')
			.returningAll()
			.executeTakeFirst();
		const act = check.is === 'gone' ? 'schedule.ended' : 'schedule.held';
		const facts = { state: values.state };
		if (changed) await auditOf(db).append(tx, [scheduleEntry(act, scheduleOf(changed), { facts })]);
	});
	return refusal({ ...row, ...values }, check.reason);
}

function refusal({ id, state }: ScheduleRow, reason: string | null): GateAnswer {
	const why = reason ?? `The schedule is ${state}.`;
	const next =
		state === 'needs_confirmation'
			? ` Nothing was changed. ${id} waits for somebody’s answer: whether it shall go on, or is cancelled.`
			: '';
	return { status: 'refused', message: `${why}${next}` };
}

/** A tenant that can't be asked is no reason to refuse: nothing is known, so it waits. */
function waitsFor(error: unknown): GateAnswer {
	if (!(error instanceof ConnectionError || error instanceof GraphFailure)) throw error;
	return { status: 'waiting', message: `Not started: ${error.message}` };
}
