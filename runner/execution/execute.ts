import { randomUUID } from 'node:crypto';
import type { GraphConnection } from '../../nodes/shared/graph/connection';
import { offerJournal } from '../../nodes/shared/n8n/runJournals';
import type { Offboarding } from '../../nodes/shared/step/offboarding';
import { leavingWith } from '../bulk/bulk-journal';
import type { Db } from '../database/db';
import type { Engine } from '../engine/engine';
import { firstLookOf } from '../follow-up/first-look';
import { between } from '../journal/fail-point';
import { effectsOf, type KeptEffect } from '../journal/effects';
import type { HeldRun } from '../journal/held-run';
import type { Journal } from '../journal/journal';
import { readRun } from '../journal/read-runs';
import type { RunRecord } from '../journal/run-record';
import { beforeRun } from './before-run';
import { beforeSteps, type Hold } from './before-steps';
import type { Limiter } from './limiter';
import type { Gate } from './gate';
import { LiveRun } from './live-run';
import type { LiveRuns } from './live-runs';
import type { ProgressListener } from './progress';
import { keepingOf, type Keeping } from './kept-offboarding';
import { Recording } from './recording';
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
	/** A run whose tenant can't be asked for now waits, rather than being refused. */
	readonly mayWait: boolean;
	readonly tell: ProgressListener;
	readonly signal?: AbortSignal | undefined;
	readonly hold?: Hold | undefined;
	/** Object ids or UPNs of accounts that are offboarded too. */
	readonly leaving?: readonly string[] | undefined;
	/** Everybody on the list that the run belongs to, where that is known: otherwise the journal is asked. */
	readonly list?: readonly string[] | undefined;
	/** Where the PDF goes when the folder of the run is not on this machine. */
	readonly spareFolder?: string | undefined;
}

/** What the execution of a run came to. */
export interface Executed {
	/** The run as it stands. */
	readonly run: RunRecord;
	/** The id of the run of the same employee that it was refused for, or null. */
	readonly joins: string | null;
	/**
	 * It was not known in time whether it is still ours, so it was given back in the middle: a process or a database that
	 * has more to do than it can is no reason for a run to end. Whoever takes it first goes on with it.
	 */
	readonly isGivenBack: boolean;
}

/**
 * Works on a held run until it ends, waits, or is taken away. A run that was begun before goes on after the steps that
 * had ended.
 *
 * @throws DatabaseError, LeaseLostError
 */
export async function execute(
	parts: ExecutionParts,
	held: HeldRun,
	options: ExecuteOptions,
): Promise<Executed> {
	const { db, journal, limiter } = parts;
	const { connection, signal } = options;
	const begun = await mustRead(db, held.id);
	// Nothing is written before somebody was looked up.
	const effects = begun.offboarding === null ? [] : await effectsOf(db, held.id);
	const tenant = connection.tenantId.toLowerCase();
	const waits = new Waits(journal, held, options.tell);
	const onWait = waits.note.bind(waits);
	const { list, keeping, resumed } = await keptOf(db, begun, options);
	const { only = null } = begun.request;
	const about = { resumed, effects, only, firstLook: await firstLookOf(db, only, held.id) };
	const live = new LiveRun({ db, held, tenant, limiter, onWait, ...about });
	const heed = cancelledBy(signal, live);
	const leave = parts.live.add(live);
	let isOver = false;
	try {
		const { answer, late } = await beforeRun(parts, held, begun, connection, live);
		if (answer !== null && live.stopCode === null) {
			await journal.finish(held, { ...answer, report: null });
			isOver = true;
			return { run: await mustRead(db, held.id), joins: null, isGivenBack: false };
		}
		const ended = await runWorkflow(parts, {
			...{ ...options, held, live, begun, effects },
			...{ list, keeping, resumed, late },
		});
		isOver = ended.isOver;
		const isGivenBack = !isOver && live.stopCode === 'LeaseLost';
		return { run: await mustRead(db, held.id), joins: ended.joins, isGivenBack };
	} finally {
		leave();
		heed.dispose();
		await waits.written();
		await live.close(!isOver);
	}
}

/** Who leaves together with this employee, and what of the run is kept without them. */
async function keptOf(db: Db, begun: RunRecord, options: ExecuteOptions) {
	const list = options.list ?? (await leavingWith(db, begun.id));
	const own = options.leaving ?? begun.offboarding?.leaving ?? [];
	const keeping = keepingOf(list, own);
	return { list, keeping, resumed: begun.offboarding && keeping.again(begun.offboarding) };
}

interface Work extends ExecuteOptions {
	readonly held: HeldRun;
	readonly live: LiveRun;
	readonly begun: RunRecord;
	readonly effects: readonly KeptEffect[];
	readonly list: readonly string[];
	readonly keeping: Keeping;
	readonly resumed: Offboarding | null;
	/** Why it is too late for what is left of it; null: it is not. */
	readonly late: string | null;
}

async function runWorkflow(
	{ db, engine, journal }: ExecutionParts,
	work: Work,
): Promise<{ readonly isOver: boolean; readonly joins: string | null }> {
	const { held, live, begun, effects, connection, tell, hold } = work;
	const { list, keeping, resumed } = work;
	const recording = new Recording(journal, held, {
		folder: () => usableOf(begun.request.reportFolder, work.spareFolder),
		broken: () => live.failure,
		tell,
		kept: keeping.kept,
		inOneGo: resumed === null,
		beforeStep: beforeSteps({ db, held, live, connection }, effects, hold, begun),
	});
	const leaving = [...(work.leaving ?? []), ...list];
	const about = { ...begun.request, id: held.id, leaving, resumed };
	// Not the run's number: two data folders may both have a first run.
	const executionId = randomUUID();
	const how = { executionId, connection, signal: live.abandoned };
	const withdraw = offerJournal(executionId, live);
	const result = await engine
		.run({ ...about, ...how }, (event) => recording.note(event))
		.finally(withdraw);
	recording.rethrow();
	if (live.failure !== null) throw live.failure;
	const joins = recording.refusedFor?.runId ?? null;
	if (live.stopCode === 'RunPaused' || live.stopCode === 'LeaseLost') {
		return { isOver: false, joins };
	}
	const unanswered = work.mayWait ? live.unanswered : null;
	const now = { stopCode: live.stopCode, unanswered, late: work.late };
	const end = endOf(result, await mustRead(db, held.id), recording, now);
	await between('finish', () => journal.finish(held, end));
	return { isOver: true, joins };
}

/** Stops the run when the signal asks for it, until it is disposed of. */
function cancelledBy(signal: AbortSignal | undefined, live: LiveRun): { dispose(): void } {
	const cancel = () => live.stop('RunCancelled');
	signal?.addEventListener('abort', cancel, { once: true });
	if (signal?.aborted) cancel();
	return { dispose: () => signal?.removeEventListener('abort', cancel) };
}

async function mustRead(db: Db, id: string): Promise<RunRecord> {
	const run = await readRun(db, id);
	if (!run) throw new Error(`The run ${id} is not in the journal.`);
	return run;
}
