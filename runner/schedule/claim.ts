import type { CaseFacts } from '../../nodes/shared/step/caseFacts';
import type { StepChoices } from '../../nodes/shared/step/stepChoices';
import { auditOf } from '../audit/audit-of';
import { requested } from '../audit/run-entries';
import { scheduleEntry } from '../audit/schedule-entries';
import type { Db, Queries } from '../database/db';
import { databaseNow } from '../database/concurrency';
import type { ScheduleRow } from '../database/schedule-schema';
import { rowOf } from '../journal/journal';
import { nextRunId } from '../journal/run-number';
import type { RunRequest } from '../journal/run-record';
import { fireList, type FiredList } from './fire-list';
import { MOST_LATE_MS } from './most-late';
import { localTime } from './plan-time';
import { scheduleOf, type Schedule } from './schedule-record';

/** So many in one transaction: others get a turn in between. */
const AT_ONCE = 100;

/** How a claim is made. */
export interface ClaimOptions {
	readonly db: Db;
	/** The clock that decides: that of the database. */
	readonly now?: (db: Queries) => Promise<Date>;
	/** Where the PDF of a schedule without a folder of its own goes, absolute. */
	readonly reportFolder: string;
	/** Only schedules of these connections: those whose tenant answers. */
	readonly connectionIds: readonly string[];
}

/** What a claim brought. */
export interface Claimed {
	/** Fired: each has a run of its own now. */
	readonly fired: readonly Schedule[];
	/** So late that a person has to say whether they shall still happen. */
	readonly late: readonly Schedule[];
}

/**
 * Takes what is due: its state changes and its run is made in one transaction, so that whatever happens to this process
 * there is exactly one run for it. The run has no owner yet; whoever comes first works on it.
 *
 * @returns at most a hundred; call it again until nothing comes
 */
export async function claimDue(options: ClaimOptions): Promise<Claimed> {
	const { db, now = databaseNow, connectionIds } = options;
	if (connectionIds.length === 0) return { fired: [], late: [] };
	return await db.transaction().execute(async (tx) => {
		const at = await now(tx);
		const late = await setLateAside(tx, at, connectionIds);
		const rows = await takeDue(tx, at, connectionIds);
		const fired: FiredList[] = [];
		for (const row of rows) fired.push(await fire(tx, row, at, options.reportFolder));
		await auditOf(db).append(tx, [
			...late.map((schedule) => scheduleEntry('schedule.held', schedule)),
			...fired.flatMap(({ entries }) => entries),
		]);
		return { fired: fired.map(({ schedule }) => schedule), late };
	});
}

async function setLateAside(
	tx: Queries,
	at: Date,
	connectionIds: readonly string[],
): Promise<Schedule[]> {
	const limit = new Date(at.getTime() - MOST_LATE_MS).toISOString();
	const rows = await tx
		.updateTable('schedule')
		.set({ state: 'needs_confirmation', found_json: null })
		.where('state', '=', 'pending')
		.where('due_at', '<', limit)
		.where('connection_id', 'in', connectionIds)
		.where((eb) => eb.or([eb('confirmed_at', 'is', null), eb('confirmed_at', '<', limit)]))
		.returningAll()
		.execute();
	const late: Schedule[] = [];
	for (const row of rows) {
		const reason = `It was due at ${localTime(row.due_at, row.zone)}, more than 24 hours ago, and no runner could start it then.`;
		await tx.updateTable('schedule').set({ reason }).where('id', '=', row.id).execute();
		late.push(scheduleOf({ ...row, reason }));
	}
	return late;
}

async function takeDue(
	tx: Queries,
	at: Date,
	connectionIds: readonly string[],
): Promise<ScheduleRow[]> {
	const due = await tx
		.selectFrom('schedule')
		.select('id')
		.where('state', '=', 'pending')
		.where('due_at', '<=', at.toISOString())
		.where('connection_id', 'in', connectionIds)
		.orderBy('due_at')
		.orderBy('id')
		.limit(AT_ONCE)
		.execute();
	if (due.length === 0) return [];
	const ids = due.map(({ id }) => id);
	// Asked again: between the two statements somebody may have cancelled it, or another runner taken it.
	return await tx
		.updateTable('schedule')
		.set((eb) => ({
			state: 'started',
			reason: null,
			fired_at: at.toISOString(),
			occurrence: eb('occurrence', '+', 1),
			claim_occurrence: eb('occurrence', '+', 1),
		}))
		.where('id', 'in', ids)
		.where('state', '=', 'pending')
		.where('due_at', '<=', at.toISOString())
		.returningAll()
		.execute();
}

async function fire(
	tx: Queries,
	row: ScheduleRow,
	at: Date,
	reportFolder: string,
): Promise<FiredList> {
	const request = requestOf(row, row.report_folder ?? reportFolder, await cloudOf(tx, row));
	if (row.people !== null) return await fireList(tx, row, at, request);
	const id = await nextRunId(tx, row.simulated === 1 ? 'SIM' : 'OFF', at);
	const started_at = at.toISOString();
	await tx
		.insertInto('run')
		.values({
			...rowOf(request),
			...{ id, status: 'running', started_at, schedule_id: row.id },
			schedule_occurrence: row.occurrence,
		})
		.execute();
	const data = { ...request, scheduleId: row.id, dueAt: row.due_at };
	await tx
		.insertInto('run_event')
		.values({
			...{ run_id: id, sequence: 1, at: started_at, type: 'runStarted' },
			data_json: JSON.stringify(data),
		})
		.execute();
	await tx.updateTable('schedule').set({ run_id: id }).where('id', '=', row.id).execute();
	const schedule = scheduleOf({ ...row, run_id: id });
	return {
		schedule,
		entries: [
			scheduleEntry('schedule.fired', schedule, { facts: { run: id } }),
			requested(id, { ...request, actor: `schedule/${row.id}` }, { schedule: row.id }),
		],
	};
}

type ScheduledRequest = RunRequest & {
	readonly caseFacts: CaseFacts;
	readonly choices: StepChoices | null;
};

/** By object id: a name may belong to somebody else by now. */
function requestOf(row: ScheduleRow, reportFolder: string, cloud: string): ScheduledRequest {
	return {
		user: row.employee_id,
		manager: row.manager,
		requestedBy: row.requested_by,
		ticket: row.ticket,
		requestedAt: row.created_at,
		dryRun: false,
		tenantId: row.tenant_id,
		cloud,
		reportFolder,
		breakGlass: JSON.parse(row.break_glass_json) as string[],
		caseFacts: {
			...(row.case_json === null ? {} : (JSON.parse(row.case_json) as CaseFacts)),
			scheduledFor: row.due_at,
			scheduledForLocal: localTime(row.due_at, row.zone),
			scheduledForZone: row.zone,
		},
		choices: row.choices_json === null ? null : (JSON.parse(row.choices_json) as StepChoices),
	};
}

async function cloudOf(tx: Queries, row: ScheduleRow): Promise<string> {
	const connection = await tx
		.selectFrom('connection')
		.select('cloud')
		.where('id', '=', row.connection_id)
		.executeTakeFirstOrThrow();
	return connection.cloud;
}
