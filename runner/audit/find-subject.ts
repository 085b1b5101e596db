import type { Expression } from 'kysely';
import type { Offboarding } from '../../nodes/shared/step/offboarding';
import { contains } from '../database/contains';
import type { Queries } from '../database/db';
import type { RunRow } from '../database/schema';
import type { ScheduleRow } from '../database/schedule-schema';
import type { Identity } from '../schedule/identity';

/** Nobody can be erased as asked. One line for people. */
export class ErasureError extends Error {
	override readonly name = 'ErasureError';
}

/** Everything that is kept about one person. */
export interface PersonFound {
	/** Entra object id, lower case; null where only a name was ever asked for. */
	readonly objectId: string | null;
	readonly runs: readonly Pick<RunRow, 'id' | 'status' | 'report_path'>[];
	readonly schedules: readonly Pick<ScheduleRow, 'id' | 'active'>[];
	/** Schedules of lists with them on it; left out: not asked. */
	readonly onLists?: readonly Pick<ScheduleRow, 'id' | 'active'>[];
}

/**
 * Finds what is kept about somebody: the runs and schedules that are about them, under whatever name.
 *
 * @param asked object id or user principal name
 * @throws ErasureError when there is nothing, or the name was that of several people
 */
export async function findPerson(db: Queries, asked: string): Promise<PersonFound> {
	const key = asked.trim().toLowerCase();
	const [runs, schedules] = [await candidateRuns(db, key), await candidateSchedules(db, key)];
	const onLists = await candidatesOnLists(db, key);
	const all = [...runs, ...schedules, ...onLists];
	const ids = new Set(all.flatMap(({ objectId }) => objectId ?? []));
	if (all.length === 0) {
		throw new ErasureError(
			`Nothing is kept about ${asked}. Give the object id, or the user principal name as it was.`,
		);
	}
	if (ids.size > 1) {
		throw new ErasureError(
			`${asked} was the name of ${ids.size} people. Give one object id: ${[...ids].join(', ')}.`,
		);
	}
	const [objectId = null] = ids;
	if (objectId === null || objectId === key) return { objectId, runs, schedules, onLists };
	const others = await findPerson(db, objectId);
	return {
		...{ objectId, onLists: others.onLists ?? [] },
		runs: [...runs, ...others.runs.filter(({ id }) => !runs.some((run) => run.id === id))],
		schedules: [
			...schedules,
			...others.schedules.filter(({ id }) => !schedules.some((one) => one.id === id)),
		],
	};
}

async function candidateRuns(db: Queries, key: string) {
	const rows = await db
		.selectFrom('run')
		.select(['id', 'status', 'report_path', 'employee_id', 'requested_user', 'offboarding_json'])
		.where((eb) =>
			eb.or([
				eb(eb.fn<string>('lower', ['employee_id']), '=', key),
				eb(eb.fn<string>('lower', ['requested_user']), '=', key),
				named(db, eb.ref('offboarding_json'), key),
			]),
		)
		.execute();
	return rows.flatMap(({ employee_id, requested_user, offboarding_json, ...row }) => {
		const offboarding = parsed<Offboarding>(offboarding_json);
		const names = [employee_id, requested_user, offboarding?.employee.userPrincipalName];
		// The text may have been found in the name of somebody else in the same run.
		const isTheirs = names.some((name) => name?.toLowerCase() === key);
		return isTheirs ? [{ ...row, objectId: employee_id?.toLowerCase() ?? null }] : [];
	});
}

async function candidateSchedules(db: Queries, key: string) {
	const rows = await db
		.selectFrom('schedule')
		.select(['id', 'active', 'employee_id', 'employee_json'])
		.where((eb) =>
			eb.or([
				eb(eb.fn<string>('lower', ['employee_id']), '=', key),
				named(db, eb.ref('employee_json'), key),
			]),
		)
		.execute();
	return rows.flatMap(({ employee_id, employee_json, ...row }) => {
		const upn = parsed<Identity>(employee_json)?.userPrincipalName;
		const isTheirs = [employee_id, upn].some((name) => name?.toLowerCase() === key);
		return isTheirs ? [{ ...row, objectId: employee_id.toLowerCase() }] : [];
	});
}

async function candidatesOnLists(db: Queries, key: string) {
	const rows = await db
		.selectFrom('schedule_person')
		.innerJoin('schedule', 'schedule.id', 'schedule_person.schedule_id')
		.select(['schedule.id', 'schedule.active'])
		.select(['schedule_person.employee_id', 'schedule_person.employee_json'])
		.where((eb) =>
			eb.or([
				eb(eb.fn<string>('lower', ['schedule_person.employee_id']), '=', key),
				named(db, eb.ref('schedule_person.employee_json'), key),
			]),
		)
		.execute();
	return rows.flatMap(({ employee_id, employee_json, ...row }) => {
		const upn = parsed<Identity>(employee_json)?.userPrincipalName;
		const isTheirs = [employee_id, upn].some((name) => name?.toLowerCase() === key);
		return isTheirs ? [{ ...row, objectId: employee_id.toLowerCase() }] : [];
	});
}

/** Whether a column holds a name anywhere. No index can help; it is seldom asked. */
function named(db: Queries, column: Expression<string | null>, key: string) {
	return contains(db, column, JSON.stringify(key));
}

function parsed<T>(json: string | null): T | null {
	return json === null ? null : (JSON.parse(json) as T);
}
