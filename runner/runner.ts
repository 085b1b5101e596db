import { join, resolve } from 'node:path';
import type { GraphConnection } from '../nodes/shared/graph/connection';
import type { Db } from './database/db';
import { openDatabase } from './database/open';
import { directoryIn, type Directory } from './directory/directory';
import { createEngine } from './engine/engine';
import { Journal } from './journal/journal';
import { eventsAfter, type RunEvent } from './journal/run-event';
import { readRun, readRuns, type RunsQuery } from './journal/read-runs';
import type { RunRecord } from './journal/run-record';
import type { BulkListener } from './bulk/bulk-progress';
import { resumeBulk, runBulk, type BulkRequest, type ResumeBulkRequest } from './bulk/run-bulk';
import type { Limiter } from './execution/limiter';
import { interruptedBulksIn, interruptedIn } from './execution/interrupted';
import { keyFileOf } from './connections/connection-key';
import { KeptConnections } from './connections/kept-connections';
import { openDelivery } from './delivery/open-delivery';
import { offboard, resume, type OffboardRequest, type ResumeRequest } from './execution/offboard';
import type { ExecutionParts } from './execution/execute';
import { LiveRuns } from './execution/live-runs';
import { lookUp, type LookUpRequest } from './execution/look-up';
import { isGone, THIS_PROCESS } from './execution/process-owner';
import type { ProgressListener } from './execution/progress';
import { limitSettings } from './limits/settings';
import { SharedLimiter } from './limits/shared-limiter';
import { scheduleGate } from './schedule/gate';
import { Scheduler, type SchedulerOptions } from './schedule/scheduler';
import { Schedules } from './schedule/schedules';
import type { Offboarding } from '../nodes/shared/step/offboarding';
import { abandonedRuns, type AbandonedRun } from './journal/abandoned-runs';
import { requestCancel, type CancelAnswer } from './journal/leases';

/** The runs of a data folder, to read. */
export interface Runs {
	/** One run, or null. */
	run(id: string): Promise<RunRecord | null>;
	/** All of them, or those a query names, the newest first. */
	runs(query?: RunsQuery): Promise<RunRecord[]>;
	/** What happened in a run after a sequence number, oldest first. */
	events(id: string, after: number): Promise<RunEvent[]>;
	/** Those that have not ended and that nobody works on, the oldest first; or only the one of this id. */
	abandoned(id?: string): Promise<readonly AbandonedRun[]>;
	/** Asks for a run to be stopped before its next request. See `requestCancel`. */
	cancel(id: string): Promise<CancelAnswer>;
	/** The database, for tables that are not the runner's own. */
	readonly db: Db;
	/** Offboardings for later. */
	readonly schedules: Schedules;
	/** The connections they are kept with, sealed. */
	readonly connections: KeptConnections;
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
	/** Looks somebody up and stops there. See `lookUp`. */
	lookUp(request: LookUpRequest): Promise<Offboarding>;
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
}

/** The root of this installation: this file is dist/runner/runner.js in it. */
const ROOT = resolve(__dirname, '..', '..');

/**
 * Opens a data folder for reading its runs. Loads no engine, so it is quick.
 *
 * @throws DatabaseError
 */
export async function openRuns(dataFolder: string): Promise<Runs> {
	const db = await openDatabase(resolve(dataFolder));
	return runsIn(db, resolve(dataFolder), process.env);
}

/**
 * Opens a data folder for its directory, in a process that does nothing else: `openRunner` has it too.
 *
 * @throws DatabaseError
 */
export async function openDirectory(dataFolder: string): Promise<OpenDirectory> {
	const db = await openDatabase(resolve(dataFolder), process.env, { bulk: true });
	const connections = new KeptConnections(db, keyFileOf(resolve(dataFolder)));
	return { ...directoryIn(db), connections, close: () => db.destroy() };
}

/**
 * Puts the runner together: engine, database, journal.
 *
 * @throws DatabaseError or EngineError, in one line
 */
export async function openRunner(options: RunnerOptions): Promise<Runner> {
	const dataFolder = resolve(options.dataFolder);
	const { environment = process.env } = options;
	const db = await openDatabase(dataFolder, environment);
	try {
		const engine = await createEngine({
			packFolder: options.packFolder ?? ROOT,
			workflowFile: options.workflowFile ?? join(ROOT, 'dist', 'workflows', 'offboarding.json'),
			dataFolder,
		});
		const live = new LiveRuns();
		const limiter = options.limiter ?? new SharedLimiter(db, limitSettings());
		const journal = new Journal(db);
		const parts = { db, engine, journal, limiter, gate: scheduleGate(db), live };
		return workingIn(parts, runsIn(db, dataFolder, environment), environment);
	} catch (error) {
		await db.destroy();
		throw error;
	}
}

function runsIn(db: Db, dataFolder: string, environment: NodeJS.ProcessEnv): Runs {
	return {
		db,
		run: (id) => readRun(db, id),
		runs: (query) => readRuns(db, query),
		events: (id, after) => eventsAfter(db, id, after),
		abandoned: (id) => abandonedRuns(db, THIS_PROCESS, id),
		cancel: (id) => requestCancel(db, id, isGone),
		schedules: new Schedules(db),
		connections: new KeptConnections(db, keyFileOf(dataFolder, environment)),
		close: () => db.destroy(),
	};
}

/** What a runner does with the runs of its database. */
function workingIn(parts: ExecutionParts, runs: Runs, environment: NodeJS.ProcessEnv): Runner {
	const { db, engine, live } = parts;
	const goOn = (id: string, request: ResumeRequest) => resume(parts, id, request);
	const pause = () => live.pause();
	const { connections } = runs;
	const abandoned = (id?: string) => runs.abandoned(id);
	return {
		offboard: (request, listener = () => undefined) => offboard(parts, request, listener),
		directory: directoryIn(db),
		resume: goOn,
		bulk: (request, listener = () => undefined) => runBulk(parts, request, listener),
		resumeBulk: (id, request, listener = () => undefined) =>
			resumeBulk(parts, id, request, listener),
		interruptedBulksIn: (connection) => interruptedBulksIn(db, connection),
		interruptedIn: (connection) => interruptedIn(db, connection),
		lookUp: (request) => lookUp(engine, request),
		scheduler: (wanted) =>
			new Scheduler(
				{ db, connections, abandoned, resume: goOn, pause, delivery: openDelivery(environment) },
				wanted,
			),
		pause,
		...runs,
	};
}
