import { join, resolve } from 'node:path';
import { scheduledRechecks, type RecheckChore } from './addenda/due';
import { recheck } from './addenda/recheck';
import type { AuditDesk } from './audit/desk';
import type { ForgetPeople } from './audit/erased-people';
import { openDatabase } from './database/open';
import { directoryIn } from './directory/directory';
import { createEngine } from './engine/engine';
import { Evidence } from './evidence/evidence';
import { partnerIn } from './evidence/partner';
import { evidenceSettings } from './evidence/settings';
import { Journal } from './journal/journal';
import { abandonedBulks } from './bulk/bulk-leases';
import { resumeBulk, runBulk, type ResumeBulkRequest } from './bulk/run-bulk';
import { interruptedBulksIn, interruptedIn } from './execution/interrupted';
import type { OpenDirectory, Runner, RunnerOptions, Runs } from './contract';
import { keyFileOf } from './connections/connection-key';
import { KeptConnections } from './connections/kept-connections';
import { openDelivery } from './delivery/open-delivery';
import { offboard, resume, type ResumeRequest } from './execution/offboard';
import type { ExecutionParts } from './execution/execute';
import { LiveRuns } from './execution/live-runs';
import { lookUp, type LookUpRequest } from './execution/look-up';
import { isGone } from './execution/process-owner';
import { limitSettings } from './limits/settings';
import { SharedLimiter } from './limits/shared-limiter';
import { changeSchedule } from './schedule/change-schedule';
import { scheduleGate } from './schedule/gate';
import { unbreakable } from './schedule/schedule-event';
import { scheduleList } from './schedule/schedule-list';
import { scheduleOffboarding } from './schedule/schedule-offboarding';
import { Scheduler, type SchedulerOptions } from './schedule/scheduler';
import type { SlotHandlers } from './schedule/slots';
import { tryStep } from './retry/try-step';
import type { UndoWork } from './schedule/undos';
import { endLateUndo } from './undo/end-late';
import { interruptedUndos } from './undo/interrupted-undos';
import { resumeUndo, undo, type UndoParts } from './undo/undo';
import { runsIn } from './runs-in';

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
		const { connections } = runsIn(db, dataFolder, environment);
		const isUnused = async () => (await connections.list()).length === 0;
		const evidence = new Evidence(dataFolder, isUnused, evidenceSettings(options.evidenceP12));
		const engine = await createEngine({
			packFolder: options.packFolder ?? ROOT,
			workflowFile: options.workflowFile ?? join(ROOT, 'dist', 'workflows', 'offboarding.json'),
			dataFolder,
			signing: async () => ({ ...(await evidence.fields()) }),
			partner: partnerIn(environment),
		});
		const live = new LiveRuns();
		const limiter = options.limiter ?? new SharedLimiter(db, limitSettings());
		const journal = new Journal(db);
		const parts = { db, engine, journal, limiter, gate: scheduleGate(db), live };
		const { forget = null } = options;
		const how = { environment, evidence, forget };
		return workingIn(parts, runsIn(db, dataFolder, environment), how);
	} catch (error) {
		await db.destroy();
		throw error;
	}
}

/** What every runner does by itself. */
function choresOf(audit: AuditDesk, forget: ForgetPeople | null): SlotHandlers {
	return {
		auditCheckpoint: () => audit.checkpointAll(),
		retention: async (signal) => void (await audit.keepRetention(signal, forget)),
	};
}

/** A day after its end every run is looked at again, unless somebody wants it otherwise. */
const RECHECK_AFTER_HOURS = 24;

function rechecksOf(
	parts: Pick<RecheckChore, 'db' | 'evidence' | 'connections'>,
	{ recheckAfterHours = RECHECK_AFTER_HOURS, reportFolder, listener }: SchedulerOptions,
): SlotHandlers {
	if (recheckAfterHours === null) return {};
	const tell = unbreakable(listener ?? (() => undefined));
	const how = { afterHours: recheckAfterHours, spareFolder: reportFolder, tell };
	return { recheck: scheduledRechecks({ ...parts, ...how }) };
}

/** How lists are gone on with that nobody works on. */
const listsOf = (parts: ExecutionParts) => ({
	abandoned: () => abandonedBulks(parts.db, isGone),
	resume: (id: string, request: ResumeBulkRequest) =>
		resumeBulk(parts, id, request, () => undefined),
});

/** How undos are gone on with that nobody works on. */
const undosIn = (parts: UndoParts): UndoWork => ({
	interrupted: () => interruptedUndos(parts.db),
	resume: (runId, request) => resumeUndo(parts, runId, request),
	endLate: (runId, request) => endLateUndo(parts, runId, request),
});

/** One person's offboarding for later: made, and changed until it starts. */
const schedulingIn = (
	parts: Parameters<typeof scheduleOffboarding>[0] & Parameters<typeof changeSchedule>[0],
): Pick<Runner, 'schedule' | 'changeSchedule'> => ({
	schedule: (request) => scheduleOffboarding(parts, request),
	changeSchedule: (id, wanted) => changeSchedule(parts, id, wanted),
});

/** What a runner has beside the database. */
interface Own {
	readonly environment: NodeJS.ProcessEnv;
	readonly evidence: Evidence;
	readonly forget: ForgetPeople | null;
}

/** What a runner does with the runs of its database. */
function workingIn(
	parts: ExecutionParts,
	runs: Runs,
	{ environment, evidence, forget }: Own,
): Runner {
	const { db, engine, live } = parts;
	const goOn = (id: string, request: ResumeRequest) => resume(parts, id, request);
	const pause = () => live.pause();
	const { connections } = runs;
	const abandoned = (id?: string) => runs.abandoned(id);
	const look = (request: LookUpRequest) => lookUp(engine, request);
	return {
		offboard: (request, listener = () => undefined) => offboard(parts, request, listener),
		directory: directoryIn(db),
		evidence,
		resume: goOn,
		bulk: (request, listener = () => undefined) => runBulk(parts, request, listener),
		resumeBulk: (id, request, listener = () => undefined) =>
			resumeBulk(parts, id, request, listener),
		interruptedBulksIn: (connection) => interruptedBulksIn(db, connection),
		interruptedIn: (connection) => interruptedIn(db, connection),
		recheck: (runId, request) => recheck({ db, evidence }, runId, request),
		undo: (runId, request) => undo({ ...parts, evidence }, runId, request),
		tryStep: (runId, key, request, listener = () => undefined) =>
			tryStep(parts, runId, key, request, listener),
		lookUp: look,
		...schedulingIn({ lookUp: look, ...runs }),
		scheduleList: (request) => scheduleList({ db, connections }, request),
		scheduler: (wanted) => {
			const rechecks = rechecksOf({ db, evidence, connections }, wanted);
			const slots = { ...choresOf(runs.audit, forget), ...rechecks, ...wanted.slots };
			const delivery = openDelivery(environment);
			const own = { db, connections, abandoned, resume: goOn, pause, delivery };
			const left = { lists: listsOf(parts), undos: undosIn({ ...parts, evidence }) };
			return new Scheduler({ ...own, ...left }, { ...wanted, slots });
		},
		pause,
		...runs,
	};
}
