import type { GraphConnection } from '../nodes/shared/graph/connection';
import type { StepKey } from '../nodes/shared/step/vocabulary';
import type { Offboarding } from '../nodes/shared/step/offboarding';
import type { AddendumRecord } from './addenda/addendum-journal';
import type { RecheckRequest } from './addenda/recheck';
import type { AuditDesk } from './audit/desk';
import type { ForgetPeople } from './audit/erased-people';
import type { BulkListener } from './bulk/bulk-progress';
import type { BulkCancelAnswer } from './bulk/cancel-bulk';
import type { BulkLine, BulksWanted, countBulks, KeptBulk } from './bulk/read-bulks';
import type { BulkRequest, ResumeBulkRequest } from './bulk/run-bulk';
import type { KeptConnections } from './connections/kept-connections';
import type { OwnNights } from './connections/own-nights';
import type { Db } from './database/db';
import type { Directory } from './directory/directory';
import type { Evidence } from './evidence/evidence';
import type { Limiter } from './execution/limiter';
import type { LookUpRequest } from './execution/look-up';
import type { OffboardRequest, ResumeRequest } from './execution/offboard';
import type { ProgressListener } from './execution/progress';
import type { AbandonedRun } from './journal/abandoned-runs';
import type { CancelAnswer } from './journal/leases';
import type { RunsQuery } from './journal/runs-query';
import type { FollowUps } from './follow-up/follow-ups';
import type { RunEvent } from './journal/run-event';
import type { MomentsQuery, RunMoment } from './journal/run-moments';
import type { RunRecord } from './journal/run-record';
import type { ScheduleChange } from './schedule/change-schedule';
import type { Scheduler, SchedulerOptions } from './schedule/scheduler';
import type { ScheduleListRequest } from './schedule/schedule-list';
import type { ScheduleRequest } from './schedule/schedule-offboarding';
import type { Schedule } from './schedule/schedule-record';
import type { ScheduledLists } from './schedule/scheduled-lists';
import type { Schedules } from './schedule/schedules';
import type { SchedulerSeen } from './schedule/last-seen';
import type { TryPlan, TryRequest } from './retry/try-step';
import type { KeptUndo } from './undo/read-undos';
import type { UndoPlan, UndoRequest } from './undo/undo';

/** The runs of a data folder, to read. */
export interface Runs {
	/** One run, or null. */
	run(id: string): Promise<RunRecord | null>;
	/** All of them, or those a query names, the newest first. */
	runs(query?: RunsQuery): Promise<RunRecord[]>;
	/** How many there are of each status. See `countRuns`. */
	runCounts(query: Omit<RunsQuery, 'after' | 'limit'>): Promise<ReadonlyMap<string, number>>;
	/** What happened in a run after a sequence number, oldest first. */
	events(id: string, after: number): Promise<RunEvent[]>;
	/** Which runs began or ended since a moment, or which later checks found something. See `runMoments`. */
	moments(query: MomentsQuery): Promise<readonly RunMoment[]>;
	/** Which of these are about somebody whose data were erased. */
	erasedAmong(ids: readonly string[]): Promise<ReadonlySet<string>>;
	/** The number of the last event of each of these runs. See `lastEvents`. */
	lastEvents(ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
	/** Those that have not ended and that nobody works on, the oldest first; or only the one of this id. */
	abandoned(id?: string): Promise<readonly AbandonedRun[]>;
	/** A list of people who are offboarded together, or null. */
	bulkOf(id: string): Promise<KeptBulk | null>;
	/** The newest lists of these tenants, or those that are wanted. See `readBulks`. */
	bulksOf(
		tenantIds: readonly string[],
		limit: number,
		wanted?: BulksWanted,
	): Promise<readonly BulkLine[]>;
	/** How many there are of each kind. See `countBulks`. */
	bulkCounts(
		tenantIds: readonly string[],
		wanted?: Pick<BulksWanted, 'search'>,
	): ReturnType<typeof countBulks>;
	/** A number for each of these lists that changes with it. See `bulkVersions`. */
	bulkVersions(ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
	/** The later checks of a run, the first one first. */
	addenda(runId: string): Promise<readonly AddendumRecord[]>;
	/** The last later checks of these runs that found something not as recorded any more. See `brokenChecksOf`. */
	brokenChecks(runIds: readonly string[]): Promise<ReadonlyMap<string, AddendumRecord>>;
	/** The undos of these runs, by run and the first one first. */
	undos(runIds: readonly string[]): Promise<readonly KeptUndo[]>;
	/** Why a run may not be undone now, in a line for people; null: it may. */
	whyNoUndo(runId: string, now: Date): Promise<string | null>;
	/** What an undo of a run would come to. Reads only. See `planUndo`. */
	planUndo(runId: string, connection: GraphConnection): Promise<UndoPlan>;
	/** What one more try of a step of a run would be. Reads the journal only. See `planTry`. */
	planTry(runId: string, key: StepKey): Promise<TryPlan>;
	/** Stops everybody on a list before their next request. See `cancelBulk`. */
	cancelBulk(id: string, actor?: string | null): Promise<BulkCancelAnswer>;
	/** Asks for a run to be stopped before its next request. See `requestCancel`. */
	cancel(id: string, actor?: string | null): Promise<CancelAnswer>;
	/** The database, for tables that are not the runner's own. */
	readonly db: Db;
	/** When a runner was last seen at work. See `schedulerSeen`. */
	schedulerSeen(): Promise<SchedulerSeen>;
	/** Offboardings for later. */
	readonly schedules: Schedules;
	/** Who is on those that are lists, until they start. */
	readonly scheduledLists: ScheduledLists;
	/** What people do about runs that have ended. */
	readonly followUps: FollowUps;
	/** The connections they are kept with, sealed. */
	readonly connections: KeptConnections;
	/** When the people of some of them are synced, where that was chosen. */
	readonly nights: OwnNights;
	/** The log of everything that was done. */
	readonly audit: AuditDesk;
	close(): Promise<void>;
}

/** The people of tenants, kept in a data folder. */
export interface OpenDirectory extends Directory {
	/** The connections that every night reads it with, sealed. */
	readonly connections: KeptConnections;
	close(): Promise<void>;
}

/** Runs offboardings, many at once, and keeps their journal. */
export interface Runner extends Runs {
	/** Runs one to its end. See `offboard` for what it promises and throws. */
	offboard(request: OffboardRequest, listener?: ProgressListener): Promise<RunRecord>;
	/** The people of the tenants, and their sync. */
	readonly directory: Directory;
	/** What records are signed with. */
	readonly evidence: Evidence;
	/** Goes on with one that was interrupted. See `resume`. */
	resume(id: string, request: ResumeRequest): Promise<RunRecord | null>;
	/** Offboards everybody on a list, lock-outs first. See `runBulk`. */
	bulk(request: BulkRequest, listener?: BulkListener): Promise<readonly RunRecord[]>;
	/** Goes on with a list that was interrupted. See `resumeBulk`. */
	resumeBulk(
		id: string,
		request: ResumeBulkRequest,
		listener?: BulkListener,
	): Promise<readonly RunRecord[] | null>;
	/** The ids of the lists of a connection's tenant that were interrupted, the oldest first. */
	interruptedBulksIn(connection: GraphConnection): Promise<readonly string[]>;
	/** The runs of a connection's tenant that were interrupted or wait, the oldest first. */
	interruptedIn(connection: GraphConnection): Promise<readonly AbandonedRun[]>;
	/** Looks at an offboarding again, and makes an addendum to its record. See `recheck`. */
	recheck(runId: string, request: RecheckRequest): Promise<AddendumRecord>;
	/** Undoes what can be undone of an offboarding, with a record of its own. See `undo`. */
	undo(runId: string, request: UndoRequest): Promise<KeptUndo>;
	/** Tries one step of a run once more, as a run of its own. See `tryStep`. */
	tryStep(
		runId: string,
		key: StepKey,
		request: TryRequest,
		listener?: ProgressListener,
	): Promise<RunRecord>;
	/** Looks somebody up and stops there. See `lookUp`. */
	lookUp(request: LookUpRequest): Promise<Offboarding>;
	/** Schedules an offboarding. See `scheduleOffboarding`. */
	schedule(request: ScheduleRequest): Promise<Schedule>;
	/** Changes what one that has not started says, but its time. See `changeSchedule`. */
	changeSchedule(id: string, wanted: ScheduleChange): Promise<Schedule>;
	/** Schedules a whole list. See `scheduleList`. */
	scheduleList(request: ScheduleListRequest): Promise<Schedule>;
	/** Fires schedules and works off what is open, once it is told to tick. */
	scheduler(options: SchedulerOptions): Scheduler;
	/** Stops every run of this process before its next request, to go on later; none begins after that. */
	pause(): void;
}

/** Where things are. The defaults are those of this installation. */
export interface RunnerOptions {
	/** An existing folder that may be written to: keys, and the database unless it is on a server. */
	readonly dataFolder: string;
	/** The folder whose package.json lists the built nodes. */
	readonly packFolder?: string;
	readonly workflowFile?: string;
	/** Microsoft's limits when left out; `NO_LIMITS` to measure what the runner itself can do. */
	readonly limiter?: Limiter;
	/** Where DATABASE_URL and its like are looked up; that of this process when left out. */
	readonly environment?: NodeJS.ProcessEnv;
	/** A PKCS#12 file to sign records with, instead of the keys of the data folder. See `evidenceSettings`. */
	readonly evidenceP12?: string | undefined;
	/** Takes people whose time is over out of what others keep in the database; left out: nobody does. */
	readonly forget?: ForgetPeople | null;
}
