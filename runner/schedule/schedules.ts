import type { Db, Queries } from '../database/db';
import { databaseNow, dbNow } from '../database/concurrency';
import type { ScheduleRow } from '../database/schedule-schema';
import { nextRunId } from '../journal/run-number';
import type { Identity } from './identity';
import type { PlannedTime } from './plan-time';
import { ScheduleError } from './schedule-error';
import { scheduleOf, type Schedule, type ScheduleState } from './schedule-record';

/** What a new schedule is made of. */
export interface NewSchedule {
	readonly connectionId: string;
	/** The tenant's id, as it was read from it. */
	readonly tenantId: string;
	readonly simulated: boolean;
	readonly employee: Identity;
	readonly time: PlannedTime;
	readonly manager: string | null;
	readonly breakGlass: readonly string[];
	readonly requestedBy: string | null;
	readonly reportFolder: string | null;
}

/** States in which nothing has been sent, so that a person may still change their mind. */
const OPEN: readonly ScheduleState[] = ['pending', 'needs_confirmation'];

/**
 * Schedules as rows. Every change is one statement that asks for the state it starts from, so that of a person and a
 * runner who act at the same moment exactly one gets their way.
 */
export class Schedules {
	readonly #db: Db;

	constructor(db: Db) {
		this.#db = db;
	}

	/**
	 * Writes a new one down.
	 *
	 * @throws ScheduleError when the employee has one already
	 */
	async create(wanted: NewSchedule): Promise<Schedule> {
		const { employee, tenantId } = wanted;
		return await this.#db.transaction().execute(async (tx) => {
			const now = await databaseNow(tx);
			// The number first: on every database it makes others wait until this one is committed.
			const id = await nextRunId(tx, 'SCH', now);
			await refuseSecond(tx, tenantId, employee.id, id);
			const row = await tx
				.insertInto('schedule')
				.values({ id, ...rowOf(wanted), created_at: now.toISOString() })
				.returningAll()
				.executeTakeFirstOrThrow();
			return scheduleOf(row);
		});
	}

	/** Those that have not ended by their time, then the others, the newest first. */
	async list(): Promise<Schedule[]> {
		const rows = await this.#db
			.selectFrom('schedule')
			.selectAll()
			.orderBy('active', 'desc')
			.orderBy('due_at')
			.orderBy('id')
			.execute();
		const open = rows.filter(({ active }) => active === 1);
		const over = rows.filter(({ active }) => active !== 1).reverse();
		return [...open, ...over].map(scheduleOf);
	}

	/** One of them. @throws ScheduleError when there is none of that id */
	async get(id: string): Promise<Schedule> {
		return await read(this.#db, id);
	}

	/** Takes one back that has not started. @throws ScheduleError when it has, or has ended */
	async cancel(id: string): Promise<Schedule> {
		return await this.#change(id, 'cancelled', {
			...{ state: 'cancelled', active: 0, found_json: null },
			reason: 'Somebody cancelled it. Nothing was changed.',
		});
	}

	/** Gives one that has not started another time. @throws ScheduleError when it has, or has ended */
	async edit(id: string, time: PlannedTime): Promise<Schedule> {
		return await this.#change(id, 'changed', {
			...{ state: 'pending', reason: null, found_json: null, confirmed_at: null },
			...timeOf(time),
		});
	}

	/**
	 * A person says that it shall go on, about whom was found. What changes after that is asked about again.
	 *
	 * @throws ScheduleError when nothing is to be confirmed
	 */
	async confirm(id: string): Promise<Schedule> {
		return await this.#db.transaction().execute(async (tx) => {
			const now = await dbNow(tx);
			const { state, employee, found, tenantId } = await read(tx, id);
			const meant = found ?? employee;
			await refuseSecond(tx, tenantId, meant.id, id);
			const row = await tx
				.updateTable('schedule')
				.set({
					...{ state: 'pending', reason: null, found_json: null, confirmed_at: now },
					...{ employee_id: meant.id, employee_json: JSON.stringify(meant) },
				})
				.where('id', '=', id)
				.where('state', '=', 'needs_confirmation')
				.returningAll()
				.executeTakeFirst();
			if (row) return scheduleOf(row);
			throw new ScheduleError(`${id} is ${state}: there is nothing to confirm.`);
		});
	}

	async #change(id: string, word: string, values: Partial<ScheduleRow>): Promise<Schedule> {
		const row = await this.#db
			.updateTable('schedule')
			.set(values)
			.where('id', '=', id)
			.where('state', 'in', OPEN)
			.returningAll()
			.executeTakeFirst();
		if (row) return scheduleOf(row);
		throw tooLate(await read(this.#db, id), word);
	}
}

/** The unique index on active schedules holds even where two ask at the same moment. */
async function refuseSecond(
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

async function read(db: Queries, id: string): Promise<Schedule> {
	const row = await db.selectFrom('schedule').selectAll().where('id', '=', id).executeTakeFirst();
	if (row) return scheduleOf(row);
	throw new ScheduleError(`There is no schedule ${id}. offboardiq schedule list shows them.`);
}

function hasOneAlready({ id, employee, time, state }: Schedule): ScheduleError {
	const when = `${time.wallTime.replace('T', ' ')} ${time.zone}`;
	return new ScheduleError(
		`${employee.userPrincipalName} has a schedule already: ${id}, ${when}, ${state}. Change it (offboardiq schedule edit ${id}) or cancel it first.`,
	);
}

function tooLate({ id, state, runId }: Schedule, word: string): ScheduleError {
	if (state !== 'started') {
		return new ScheduleError(`${id} is ${state} and can not be ${word} any more.`);
	}
	return new ScheduleError(
		`${id} has started, as ${runId}. To stop it before its next request: offboardiq runs cancel ${runId}.`,
	);
}

function timeOf({ wallTime, zone, offset, resolution, dueAt }: PlannedTime) {
	return { wall_time: wallTime, zone, utc_offset: offset, resolution, due_at: dueAt };
}

function rowOf(wanted: NewSchedule) {
	return {
		state: 'pending',
		active: 1,
		occurrence: 0,
		connection_id: wanted.connectionId,
		tenant_id: wanted.tenantId.toLowerCase(),
		simulated: wanted.simulated ? 1 : 0,
		employee_id: wanted.employee.id,
		employee_json: JSON.stringify(wanted.employee),
		...timeOf(wanted.time),
		manager: wanted.manager,
		break_glass_json: JSON.stringify(wanted.breakGlass),
		requested_by: wanted.requestedBy,
		report_folder: wanted.reportFolder,
	};
}
