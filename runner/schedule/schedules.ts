import { auditOf } from '../audit/audit-of';
import { scheduleEntry } from '../audit/schedule-entries';
import type { Db, Queries } from '../database/db';
import { databaseNow, dbNow } from '../database/concurrency';
import type { ScheduleRow } from '../database/schedule-schema';
import { nextRunId } from '../journal/run-number';
import { whoAsks } from '../who-asks';
import { countSchedules, findSchedules, type SchedulesQuery } from './find-schedules';
import { holdSchedule } from './hold-schedule';
import { rowOf, timeOf, type NewSchedule } from './new-schedule';
import type { PlannedTime } from './plan-time';
import { plannedPeople } from './planned-person';
import { ScheduleError } from './schedule-error';
import { refuseSecond, tooLate } from './schedule-refusals';
import { scheduleOf, type Schedule, type ScheduleState } from './schedule-record';

export type { NewSchedule } from './new-schedule';

/** What a person does with a schedule: for the log, and as the refusal says it. */
interface Change {
	readonly id: string;
	readonly act: 'made' | 'edited' | 'confirmed' | 'cancelled';
	readonly word: string;
	readonly actor: string | null;
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
			await wanted.together?.(tx, id);
			return await this.#audited(tx, 'made', scheduleOf(row), wanted.actor ?? wanted.requestedBy);
		});
	}

	/**
	 * Those that have not ended by their time, then the others, the newest first.
	 *
	 * @param tenantIds only of these; left out: of all
	 */
	async list(tenantIds?: readonly string[]): Promise<Schedule[]> {
		if (tenantIds?.length === 0) return [];
		const all = this.#db.selectFrom('schedule').selectAll().orderBy('active', 'desc');
		const own = tenantIds?.map((id) => id.toLowerCase());
		const rows = await (own ? all.where('tenant_id', 'in', own) : all)
			.orderBy('due_at')
			.orderBy('id')
			.execute();
		const open = rows.filter(({ active }) => active === 1);
		const over = rows.filter(({ active }) => active !== 1).reverse();
		return [...open, ...over].map(scheduleOf);
	}

	/** Those that a query is about. See `findSchedules`. */
	readonly find = async (query: SchedulesQuery) => await findSchedules(this.#db, query);

	/** How many there are of each state. See `countSchedules`. */
	readonly count = async (query: Parameters<typeof countSchedules>[1]) =>
		await countSchedules(this.#db, query);

	/**
	 * Those that have not started, by their time.
	 *
	 * @param from,until when they are due, ISO 8601 UTC; neither: whenever
	 */
	async pending(when: { readonly from?: string; readonly until?: string } = {}) {
		let rows = this.#db.selectFrom('schedule').selectAll().where('state', '=', 'pending');
		if (when.from !== undefined) rows = rows.where('due_at', '>=', when.from);
		if (when.until !== undefined) rows = rows.where('due_at', '<=', when.until);
		return (await rows.orderBy('due_at').orderBy('id').execute()).map(scheduleOf);
	}

	/**
	 * Keeps one that has not started from starting. See `holdSchedule`.
	 *
	 * @returns null where it has started meanwhile, or has ended
	 */
	readonly hold = async (id: string, reason: string) => await holdSchedule(this.#db, id, reason);

	/** Everybody on the list of one; empty for a schedule of one person. */
	readonly people = async (id: string) => await plannedPeople(this.#db, id);

	/** One of them. @throws ScheduleError when there is none of that id */
	readonly get = async (id: string): Promise<Schedule> => await read(this.#db, id);

	/**
	 * Takes one back that has not started.
	 *
	 * @param actor who does it, for the audit log
	 * @throws ScheduleError when it has, or has ended
	 */
	async cancel(id: string, actor: string | null = whoAsks()): Promise<Schedule> {
		return await this.#change(
			{ id, act: 'cancelled', word: 'cancelled', actor },
			{
				...{ state: 'cancelled', active: 0, found_json: null },
				reason: 'Somebody cancelled it. Nothing was changed.',
			},
		);
	}

	/** Gives one that has not started another time. @throws ScheduleError when it has, or has ended */
	async edit(id: string, time: PlannedTime, actor: string | null = whoAsks()): Promise<Schedule> {
		return await this.#change(
			{ id, act: 'edited', word: 'changed', actor },
			{
				...{ state: 'pending', reason: null, found_json: null, confirmed_at: null },
				...timeOf(time),
			},
		);
	}

	/**
	 * A person says that it shall go on, about whom was found. What changes after that is asked about again.
	 *
	 * @throws ScheduleError when nothing is to be confirmed
	 */
	async confirm(id: string, actor: string | null = whoAsks()): Promise<Schedule> {
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
			if (row) return await this.#audited(tx, 'confirmed', scheduleOf(row), actor);
			throw new ScheduleError(`${id} is ${state}: there is nothing to confirm.`, 'tooLate');
		});
	}

	async #change({ id, act, word, actor }: Change, values: Partial<ScheduleRow>): Promise<Schedule> {
		const changed = await this.#db.transaction().execute(async (tx) => {
			const row = await tx
				.updateTable('schedule')
				.set(values)
				.where('id', '=', id)
				.where('state', 'in', OPEN)
				.returningAll()
				.executeTakeFirst();
			return row ? await this.#audited(tx, act, scheduleOf(row), actor) : null;
		});
		if (changed) return changed;
		throw tooLate(await read(this.#db, id), word);
	}

	async #audited(
		tx: Queries,
		act: Change['act'],
		schedule: Schedule,
		actor: string | null,
	): Promise<Schedule> {
		await auditOf(this.#db).append(tx, [scheduleEntry(`schedule.${act}`, schedule, { actor })]);
		return schedule;
	}
}

async function read(db: Queries, id: string): Promise<Schedule> {
	const row = await db.selectFrom('schedule').selectAll().where('id', '=', id).executeTakeFirst();
	if (row) return scheduleOf(row);
	throw new ScheduleError(
		`There is no schedule ${id}. offboardiq schedule list shows them.`,
		'unknown',
	);
}
