import { createGraphClient, type GraphConnection } from '../../nodes/shared/graph';
import type { Tenant } from '../../nodes/shared/step/offboarding';
import type { UndoContext } from '../../nodes/shared/undo/undoContext';
import type { UndoItem } from '../../nodes/shared/undo/undoItem';
import type { Db } from '../database/db';
import type { Evidence } from '../evidence/evidence';
import { drawnLater } from '../evidence/later-record';
import type { Limiter } from '../execution/limiter';
import type { LiveRuns } from '../execution/live-runs';
import { usableOf, writeReport } from '../execution/report-file';
import { between } from '../journal/fail-point';
import type { RunRecord } from '../journal/run-record';
import { didBy } from './did-by-runs';
import { endLateUndo } from './end-late';
import { LiveUndo } from './live-undo';
import { lookAt, type Look } from './look-at';
import { undoable, type Undoable } from './may-undo';
import { undosOf, type KeptUndo, type UndoProgress } from './read-undos';
import { inOrder, ORDER, undoStep } from './sections';
import { recordOfUndo } from './undo-record-maker';
import { undoEffectsOf } from './undo-effects';
import { UndoError, UndoInterrupted } from './undo-error';
import { finishUndo, releaseUndo, saveProgress } from './end-undo';
import { takeInterrupted } from './interrupted-undos';
import { holdUndo, type UndoAsked } from './undo-journal';
import type { HeldUndo } from './held-undo';

/** How long to wait for a write to become visible before it counts as requested only, milliseconds. */
const VERIFY_FOR_MS = 15_000;

/** What an undo needs of the house. */
export interface UndoParts {
	readonly db: Db;
	readonly evidence: Evidence;
	readonly limiter: Limiter;
	/** Takes it in while it is under way, so that it stops with the runner; left out where nothing stops it. */
	readonly live?: LiveRuns;
}

/** What going on with an undo takes. */
export interface ResumeUndoRequest {
	/** A working connection to the tenant of the run. */
	readonly connection: GraphConnection;
	/** Where its PDF goes; the folder of the first record when left out, and the spare one where that is not here. */
	readonly folder?: string;
	readonly spareFolder?: string;
}

/** An undo that somebody wants. */
export interface UndoRequest extends UndoAsked, ResumeUndoRequest {
	/** Told as soon as it is in the journal. */
	readonly onBegun?: (id: string, number: number) => void;
}

/** What would be undone, item by item. */
export interface UndoPlan {
	readonly run: RunRecord;
	/** Numbers of runs before it whose doing is undone with it. */
	readonly before: readonly string[];
	/** Numbers of runs that tried single steps of it again: what they did is undone with it. */
	readonly tries: readonly string[];
	readonly tenant: Tenant;
	readonly items: readonly UndoItem[];
}

/**
 * Says what an undo would come to, from what the run did and what the tenant says now. Reads only.
 *
 * @throws UndoError when it may not be undone; GraphFailure and ConnectionError when the tenant can't be asked
 */
export async function planUndo(
	db: Db,
	runId: string,
	connection: GraphConnection,
): Promise<UndoPlan> {
	const what = await undoable(db, runId, new Date());
	const { tenant, isDeleted } = await lookAt(what, connection);
	const graph = createGraphClient(connection, { readOnly: true });
	const { employee } = what.offboarding;
	const context = { graph, employee, dryRun: true, verifyForMs: 0, earlier: [] };
	const did = await didBy(db, what.runs);
	const items: UndoItem[] = [];
	for (const key of ORDER) items.push(...(await undoStep(context, did, key, isDeleted)));
	const [before, tries] = [what.before, what.tries].map((runs) => runs.map(({ id }) => id));
	return { run: what.run, before: before ?? [], tries: tries ?? [], tenant, items: inOrder(items) };
}

/**
 * Undoes what can be undone of an offboarding, and makes a signed record of what came of it; the run and its record stay
 * as they are. One that was interrupted is gone on with: what is settled stays, the rest is looked at before anything is
 * sent again; where it was asked for too long ago it is ended, and this is another. May be repeated after its end.
 *
 * @throws UndoError when it may not be undone, or an undo is under way; UndoInterrupted when it was cut short and goes on
 * later; DatabaseError; GraphFailure and ConnectionError when the tenant can't be asked, before anything is begun
 */
export async function undo(
	parts: UndoParts,
	runId: string,
	request: UndoRequest,
): Promise<KeptUndo> {
	const { db } = parts;
	const first = await lookAt(await undoable(db, runId, new Date()), request.connection);
	await endLateUndo(parts, runId, request);
	const { held, what } = await between('undo begin', () => holdUndo(db, runId, request));
	request.onBegun?.(held.id, held.number);
	return await toItsEnd(parts, runId, { request, held, what, first });
}

/**
 * Goes on with the undo of a run that was interrupted; begins none.
 *
 * @returns null where there is none, somebody has it, or it is left alone for a while
 * @throws UndoError when it may not go on, also when it was set aside just now; otherwise as `undo`
 */
export async function resumeUndo(
	parts: UndoParts,
	runId: string,
	request: ResumeUndoRequest,
): Promise<KeptUndo | null> {
	const open = (await undosOf(parts.db, [runId])).find(({ endedAt }) => endedAt === null);
	if (!open) return null;
	// It was confirmed in time, however long it took since.
	const begun = await undoable(parts.db, runId, new Date(open.begunAt));
	const first = await lookAt(begun, request.connection);
	const taken = await between('undo taken up', () => takeInterrupted(parts.db, runId));
	if (taken === null) return null;
	if ('setAside' in taken) throw new UndoError(taken.setAside, open.id);
	return await toItsEnd(parts, runId, { request, ...taken, first });
}

async function toItsEnd(
	parts: UndoParts,
	runId: string,
	{ request, held, what, first }: Omit<Work, 'live'>,
): Promise<KeptUndo> {
	const { db, limiter } = parts;
	const live = new LiveUndo(db, held, limiter, request.connection.tenantId.toLowerCase());
	const leave = parts.live?.add(live);
	try {
		const progress = await work(parts, { request, held, what, live, first });
		const made = await recordOfUndo(db, held, what, progress, first.tenant);
		const pdf = await drawnLater(db, parts.evidence, { undo: made });
		const spare = request.spareFolder;
		const folder = request.folder ?? (await usableOf(what.run.request.reportFolder, spare));
		const put = () => writeReport(folder, made.id, pdf);
		await between('undo finish', () => finishUndo(db, held, made, put));
		return await mustRead(db, runId, held.id);
	} finally {
		leave?.();
		live.close();
		await releaseUndo(db, held).catch(() => undefined);
	}
}

interface Work {
	readonly request: ResumeUndoRequest;
	readonly held: HeldUndo;
	readonly what: Undoable;
	readonly live: LiveUndo;
	readonly first: Look;
}

async function work(
	{ db }: UndoParts,
	{ request, held, what, live, first }: Work,
): Promise<UndoProgress> {
	const { employee } = what.offboarding;
	const graph = createGraphClient(request.connection, { journal: live });
	const earlier = held.epoch === 1 ? [] : await undoEffectsOf(db, held.id);
	const context: UndoContext = {
		...{ graph, employee, dryRun: false, verifyForMs: VERIFY_FOR_MS, earlier },
	};
	const did = await didBy(db, what.runs);
	let progress: UndoProgress = {
		...held.progress,
		calls: [...held.progress.calls, ...first.calls],
	};
	const before = progress.calls;
	for (const key of ORDER) {
		if (progress.settled[key]) continue;
		// Whoever is gone is only read about: a write could only fail.
		const how = first.isDeleted ? { ...context, dryRun: true } : context;
		const items = await undoStep(how, did, key, first.isDeleted);
		if (live.failure) throw live.failure;
		if (live.isCutShort)
			throw new UndoInterrupted(`${held.id} was cut short. It can be gone on with.`);
		progress = {
			settled: { ...progress.settled, [key]: items },
			calls: [...before, ...graph.calls],
		};
		await between(`undo settled ${key}`, () => saveProgress(db, held, progress));
	}
	return progress;
}

async function mustRead(db: Db, runId: string, id: string): Promise<KeptUndo> {
	const kept = (await undosOf(db, [runId])).find((one) => one.id === id);
	if (!kept) throw new Error(`${id} is not in the journal.`);
	return kept;
}
