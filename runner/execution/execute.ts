import { setTimeout as delay } from 'node:timers/promises';
import type { GraphConnection } from '../../nodes/shared/graph/connection';
import { offerJournal } from '../../nodes/shared/n8n/runJournals';
import type { Db } from '../database/db';
import type { Engine } from '../engine/engine';
import type { EngineResult } from '../engine/events';
import { effectsOf, type KeptEffect } from '../journal/effects';
import type { HeldRun } from '../journal/held-run';
import type { Journal, RunEnd } from '../journal/journal';
import { readRun } from '../journal/read-runs';
import type { Report, RunRecord } from '../journal/run-record';
import { endStatus, waitsFor } from '../journal/run-status';
import type { Limiter } from './limiter';
import type { Gate, GateAnswer } from './gate';
import { LiveRun } from './live-run';
import type { LiveRuns } from './live-runs';
import type { ProgressListener } from './progress';
import { Recording } from './recording';

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
}

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
	{ connection, tell, signal }: ExecuteOptions,
): Promise<{ readonly run: RunRecord; readonly joins: string | null }> {
	const { db, journal, limiter } = parts;
	const begun = await mustRead(db, held.id);
	const effects = await effectsOf(db, held.id);
	const live = new LiveRun({ db, held, limiter, resumed: begun.offboarding, effects });
	const cancel = () => live.stop('RunCancelled');
	signal?.addEventListener('abort', cancel, { once: true });
	if (signal?.aborted) cancel();
	const withdraw = offerJournal(held.id, live);
	const leave = parts.live.add(live);
	let isOver = false;
	try {
		const answer = await askGate(parts, begun, connection);
		if (answer !== null && live.stopCode === null) {
			await journal.finish(held, { ...answer, report: null });
			isOver = true;
			return { run: await mustRead(db, held.id), joins: null };
		}
		const recording = await runWorkflow(parts, { held, live, begun, effects, connection, tell });
		isOver = recording.isOver;
		return { run: await mustRead(db, held.id), joins: recording.joins };
	} finally {
		withdraw();
		leave();
		signal?.removeEventListener('abort', cancel);
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
	{ held, live, begun, effects, connection, tell }: Work,
): Promise<{ readonly isOver: boolean; readonly joins: string | null }> {
	const { request } = begun;
	const recording = new Recording(journal, held, {
		reportFolder: request.reportFolder,
		tell,
		beforeStep: (key) => settled(effects, key, live.stopped),
	});
	const input = { ...request, id: held.id, connection, resumed: begun.offboarding };
	const result = await engine.run({ ...input, signal: live.abandoned }, (event) =>
		recording.note(event),
	);
	recording.rethrow();
	const joins = recording.refusedFor?.runId ?? null;
	if (live.stopCode === 'RunPaused') return { isOver: false, joins };
	const end = endOf(result, await mustRead(db, held.id), recording, live.stopCode);
	await journal.finish(held, end);
	return { isOver: true, joins };
}

/** Only a run that has not looked anybody up: one that goes on is about whom it began with. */
async function askGate(
	{ gate }: ExecutionParts,
	begun: RunRecord,
	connection: GraphConnection,
): Promise<GateAnswer | null> {
	return begun.offboarding === null ? await gate(begun.id, connection) : null;
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

function endOf(
	result: EngineResult,
	run: RunRecord,
	{ report, refusedFor }: Recording,
	stopCode: LiveRun['stopCode'],
): RunEnd {
	const saved: Report | null = report ?? run.report;
	if (refusedFor !== null) return { status: 'refused', message: refusedFor.message, report: null };
	if (stopCode === 'RunCancelled' || result.status === 'cancelled') {
		const message = 'It was stopped. What was done by then stays done; the rest was not started.';
		return { status: 'cancelled', message, report: saved };
	}
	if (result.status === 'finished') {
		const status = endStatus(run.steps, run.request.dryRun);
		return { status, message: waitsFor(run.steps), report: saved };
	}
	return { status: result.status, message: result.message, report: saved };
}

async function mustRead(db: Db, id: string): Promise<RunRecord> {
	const run = await readRun(db, id);
	if (!run) throw new Error(`The run ${id} is not in the journal.`);
	return run;
}
