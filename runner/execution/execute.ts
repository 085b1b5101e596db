import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { GraphConnection } from '../../nodes/shared/graph/connection';
import { offerJournal } from '../../nodes/shared/n8n/runJournals';
import type { StepKey } from '../../nodes/shared/step/vocabulary';
import { leavingWith } from '../bulk/bulk-journal';
import type { Db } from '../database/db';
import type { Engine } from '../engine/engine';
import { effectsOf, type KeptEffect } from '../journal/effects';
import { refuseTakenOver, type HeldRun } from '../journal/held-run';
import type { Journal } from '../journal/journal';
import { readRun } from '../journal/read-runs';
import type { RunRecord } from '../journal/run-record';
import { admitAdministrator } from './admit-administrator';
import type { Limiter } from './limiter';
import type { Gate, GateAnswer } from './gate';
import { LiveRun } from './live-run';
import type { LiveRuns } from './live-runs';
import type { ProgressListener } from './progress';
import { Recording, type BeforeStep } from './recording';
import { usableOf } from './report-file';
import { endOf } from './run-end';
import { Waits } from './waits';

/** What the execution of a run needs of the house. */
export interface ExecutionParts {
	readonly db: Db;
	readonly engine: Engine;
	readonly journal: Journal;
	readonly limiter: Limiter;
	/** Stands before the first request of each run. */
	readonly gate: Gate;
	/** Takes every run in while it is under way. */
	readonly live: LiveRuns;
}

interface ExecuteOptions {
	readonly connection: GraphConnection;
	readonly tell: ProgressListener;
	readonly signal?: AbortSignal | undefined;
	readonly hold?: Hold | undefined;
	/** Object ids or UPNs of accounts that are offboarded too. */
	readonly leaving?: readonly string[] | undefined;
	/** Where the PDF goes when the folder of the run is not on this machine. */
	readonly spareFolder?: string | undefined;
}

/** Waits before a step of a run that belongs together with others; ends early when the run is stopped. */
export type Hold = (key: StepKey, stopped: AbortSignal) => Promise<void>;

/** How long after an intent a thing that must exist once may still turn up in a list, milliseconds. */
const SETTLE_MS = 90_000;

/**
 * Works on a held run until it ends, waits, or is taken away. A run that was begun before goes on after the steps that
 * had ended.
 *
 * @returns the run as it stands, and the id of the run of the same employee that it was refused for, or null
 * @throws DatabaseError, LeaseLostError
 */
export async function execute(
	parts: ExecutionParts,
	held: HeldRun,
	options: ExecuteOptions,
): Promise<{ readonly run: RunRecord; readonly joins: string | null }> {
	const { db, journal, limiter } = parts;
	const { connection, signal } = options;
	const begun = await mustRead(db, held.id);
	const effects = await effectsOf(db, held.id);
	const tenant = connection.tenantId.toLowerCase();
	const waits = new Waits(journal, held, options.tell);
	const onWait = waits.note.bind(waits);
	const resumed = begun.offboarding;
	const live = new LiveRun({ db, held, tenant, limiter, onWait, resumed, effects });
	const heed = cancelledBy(signal, live);
	const leave = parts.live.add(live);
	let isOver = false;
	try {
		const answer = await askGate(parts, begun, connection, live);
		if (answer !== null && live.stopCode === null) {
			await journal.finish(held, { ...answer, report: null });
			isOver = true;
			return { run: await mustRead(db, held.id), joins: null };
		}
		const ended = await runWorkflow(parts, { ...options, held, live, begun, effects });
		isOver = ended.isOver;
		return { run: await mustRead(db, held.id), joins: ended.joins };
	} finally {
		leave();
		heed.dispose();
		await waits.written();
		await live.close(!isOver);
	}
}

interface Work extends ExecuteOptions {
	readonly held: HeldRun;
	readonly live: LiveRun;
	readonly begun: RunRecord;
	readonly effects: readonly KeptEffect[];
}

async function runWorkflow(
	{ db, engine, journal }: ExecutionParts,
	work: Work,
): Promise<{ readonly isOver: boolean; readonly joins: string | null }> {
	const { held, live, begun, effects, connection, tell, hold } = work;
	const recording = new Recording(journal, held, {
		reportFolder: await usableOf(begun.request.reportFolder, work.spareFolder),
		tell,
		beforeStep: beforeSteps({ db, held, live, connection }, effects, hold),
	});
	const leaving = [...(work.leaving ?? []), ...(await leavingWith(db, held.id))];
	const about = { ...begun.request, id: held.id, leaving, resumed: begun.offboarding };
	// Not the run's number: two data folders may both have a first run.
	const executionId = randomUUID();
	const how = { executionId, connection, signal: live.abandoned };
	const withdraw = offerJournal(executionId, live);
	const result = await engine
		.run({ ...about, ...how }, (event) => recording.note(event))
		.finally(withdraw);
	recording.rethrow();
	const joins = recording.refusedFor?.runId ?? null;
	// The lease ran out here, but perhaps nobody has taken the run: then it is not over, whatever the workflow says.
	if (live.stopCode === 'LeaseLost') await refuseTakenOver(db, held);
	if (live.stopCode === 'RunPaused' || live.stopCode === 'LeaseLost') {
		return { isOver: false, joins };
	}
	await journal.finish(held, endOf(result, await mustRead(db, held.id), recording, live.stopCode));
	return { isOver: true, joins };
}

/** Only a run that has not looked anybody up: one that goes on is about whom it began with. */
async function askGate(
	{ gate }: ExecutionParts,
	begun: RunRecord,
	connection: GraphConnection,
	live: LiveRun,
): Promise<GateAnswer | null> {
	if (begun.offboarding !== null) return null;
	return await gate(begun.id, connection, live.forStep(null));
}

/** Stops the run when the signal asks for it, until it is disposed of. */
function cancelledBy(signal: AbortSignal | undefined, live: LiveRun): { dispose(): void } {
	const cancel = () => live.stop('RunCancelled');
	signal?.addEventListener('abort', cancel, { once: true });
	if (signal?.aborted) cancel();
	return { dispose: () => signal?.removeEventListener('abort', cancel) };
}

/** What a step waits for, and what keeps the first one from starting at all. */
function beforeSteps(
	parts: Parameters<typeof admitAdministrator>[0],
	effects: readonly KeptEffect[],
	hold: Hold | undefined,
): BeforeStep {
	const { stopped } = parts.live;
	return async (key, offboarding) => {
		await hold?.(key, stopped);
		await settled(effects, key, stopped);
		if (key === 'disableAccount') await admitAdministrator(parts, offboarding);
	};
}

/**
 * Waits until what a crash left open can be seen: a rule that was asked for a moment ago may not be in the list yet, and
 * would be made a second time.
 */
async function settled(
	effects: readonly KeptEffect[],
	key: string,
	stopped: AbortSignal,
): Promise<void> {
	const open = effects.filter(
		({ stepKey, effect, state }) =>
			stepKey === key && effect === 'createOnce' && (state === 'intent' || state === 'open'),
	);
	const last = Math.max(0, ...open.map(({ at }) => Date.parse(at)));
	const wait = Math.min(SETTLE_MS, last + SETTLE_MS - Date.now());
	if (wait > 0) await delay(wait, undefined, { signal: stopped }).catch(() => undefined);
}

async function mustRead(db: Db, id: string): Promise<RunRecord> {
	const run = await readRun(db, id);
	if (!run) throw new Error(`The run ${id} is not in the journal.`);
	return run;
}
