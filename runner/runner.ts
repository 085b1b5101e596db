import { join, resolve } from 'node:path';
import type { GraphConnection } from '../nodes/shared/graph/connection';
import type { Db } from './database/db';
import { openDatabase } from './database/open';
import { createEngine } from './engine/engine';
import { Journal } from './journal/journal';
import { eventsAfter, type RunEvent } from './journal/run-event';
import { readRun, readRuns } from './journal/read-runs';
import type { RunRecord } from './journal/run-record';
import { KeptConnections } from './connections/kept-connections';
import { NO_LIMITS } from './execution/limiter';
import { interruptedIn } from './execution/interrupted';
import { offboard, resume, type OffboardRequest, type ResumeRequest } from './execution/offboard';
import { LiveRuns } from './execution/live-runs';
import { lookUp, type LookUpRequest } from './execution/look-up';
import { isGone } from './execution/process-owner';
import type { ProgressListener } from './execution/progress';
import { scheduleGate } from './schedule/gate';
import { Scheduler, type SchedulerOptions } from './schedule/scheduler';
import { Schedules } from './schedule/schedules';
import type { Offboarding } from '../nodes/shared/step/offboarding';
import { abandonedRuns, requestCancel, type CancelAnswer } from './journal/leases';

/** The runs of a data folder, to read. */
export interface Runs {
	/** One run, or null. */
	run(id: string): Promise<RunRecord | null>;
	/** All of them, the newest first. */
	runs(): Promise<RunRecord[]>;
	/** What happened in a run after a sequence number, oldest first. */
	events(id: string, after: number): Promise<RunEvent[]>;
	/** Those that have not ended and that nobody works on, the oldest first. */
	abandoned(): Promise<readonly { id: string; tenantId: string; status: string }[]>;
	/** Asks for a run to be stopped before its next request. See `requestCancel`. */
	cancel(id: string): Promise<CancelAnswer>;
	/** Offboardings for later. */
	readonly schedules: Schedules;
	/** The connections they are kept with, sealed. */
	readonly connections: KeptConnections;
	close(): Promise<void>;
}

/** Runs offboardings, many at once, and keeps their journal. */
export interface Runner extends Runs {
	/** Runs one to its end. See `offboard` for what it promises and throws. */
	offboard(request: OffboardRequest, listener?: ProgressListener): Promise<RunRecord>;
	/** Goes on with one that was interrupted. See `resume`. */
	resume(id: string, request: ResumeRequest): Promise<RunRecord | null>;
	/** The ids of the runs of a connection's tenant that were interrupted or wait, the oldest first. */
	interruptedIn(connection: GraphConnection): Promise<readonly string[]>;
	/** Looks somebody up and stops there. See `lookUp`. */
	lookUp(request: LookUpRequest): Promise<Offboarding>;
	/** Fires schedules and works off what is open, once it is told to tick. */
	scheduler(options: SchedulerOptions): Scheduler;
	/** Stops every run of this process before its next request, to go on later; none begins after that. */
	pause(): void;
}

/** Where things are. The defaults are those of this installation. */
export interface RunnerOptions {
	/** An existing folder that may be written to: database and keys. */
	readonly dataFolder: string;
	/** The folder whose package.json lists the built nodes. */
	readonly packFolder?: string;
	readonly workflowFile?: string;
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
	return runsIn(db, resolve(dataFolder));
}

/**
 * Puts the runner together: engine, database, journal.
 *
 * @throws DatabaseError or EngineError, in one line
 */
export async function openRunner(options: RunnerOptions): Promise<Runner> {
	const dataFolder = resolve(options.dataFolder);
	const db = await openDatabase(dataFolder);
	try {
		const engine = await createEngine({
			packFolder: options.packFolder ?? ROOT,
			workflowFile: options.workflowFile ?? join(ROOT, 'dist', 'workflows', 'offboarding.json'),
			dataFolder,
		});
		const live = new LiveRuns();
		const gate = scheduleGate(db);
		const parts = { db, engine, journal: new Journal(db), limiter: NO_LIMITS, gate, live };
		const runs = runsIn(db, dataFolder);
		const { connections } = runs;
		const abandoned = () => runs.abandoned();
		const goOn = (id: string, request: ResumeRequest) => resume(parts, id, request);
		const pause = () => live.pause();
		return {
			offboard: (request, listener = () => undefined) => offboard(parts, request, listener),
			resume: goOn,
			interruptedIn: (connection) => interruptedIn(db, connection),
			lookUp: (request) => lookUp(engine, request),
			scheduler: (wanted) =>
				new Scheduler({ db, connections, abandoned, resume: goOn, pause }, wanted),
			pause,
			...runs,
		};
	} catch (error) {
		await db.destroy();
		throw error;
	}
}

function runsIn(db: Db, dataFolder: string): Runs {
	return {
		run: (id) => readRun(db, id),
		runs: () => readRuns(db),
		events: (id, after) => eventsAfter(db, id, after),
		abandoned: () => abandonedRuns(db, isGone),
		cancel: (id) => requestCancel(db, id, isGone),
		schedules: new Schedules(db),
		connections: new KeptConnections(db, dataFolder),
		close: () => db.destroy(),
	};
}
