import { databaseNow } from '../database/concurrency';
import type { Db, Queries } from '../database/db';
import { PROCESS_OWNER } from '../execution/process-owner';
import { heldEnded } from '../follow-up/held-ended';
import { MOST_CRASHES, pauseAfter } from '../journal/crash-count';
import { undoable, type Undoable } from './may-undo';
import { progressOf } from './read-undos';
import { isUnderWay, openUndo, takeUp, type OpenUndo } from './take-up';
import type { HeldUndo } from './held-undo';
import { isTooLate } from './too-late';

/** An undo that nobody works on. */
export interface InterruptedUndo {
	readonly id: string;
	readonly runId: string;
	readonly tenantId: string;
	/** It was asked for too long ago: it is ended, and not gone on with. */
	readonly isLate: boolean;
}

/** Those that can be gone on with or have to be ended, the oldest first; what killed too often is left alone for a while. */
export async function interruptedUndos(db: Db): Promise<readonly InterruptedUndo[]> {
	const rows = await db
		.selectFrom('undo')
		.selectAll()
		.where('active', '=', 1)
		.orderBy('begun_at')
		.orderBy('id')
		.execute();
	if (rows.length === 0) return [];
	const now = await databaseNow(db);
	return rows
		.map((row) => ({ row, isLate: isTooLate(row.begun_at, now) }))
		.filter(({ row, isLate }) => !isUnderWay(row, now) && (isLate || !isSetAside(row, now)))
		.map(({ row: { id, run_id: runId, tenant_id: tenantId }, isLate }) => ({
			...{ id, runId, tenantId, isLate },
		}));
}

/** What came of wanting to go on with one. */
export type TakenUndo =
	| { readonly held: HeldUndo; readonly what: Undoable }
	/** It killed once too often just now, and is left alone for a while. */
	| { readonly setAside: string };

/**
 * Takes up the undo of a run that was interrupted, and opens none: whoever confirmed it, confirmed all of it.
 *
 * @returns null where there is none, somebody has it, it is left alone, or it was asked for too long ago
 * @throws UndoError when it may not be undone any more
 */
export async function takeInterrupted(db: Db, runId: string): Promise<TakenUndo | null> {
	return await db.transaction().execute(async (tx) => {
		await heldEnded(tx, runId);
		const open = await openUndo(tx, runId);
		if (!open) return null;
		const now = await databaseNow(tx);
		if (isUnderWay(open, now) || isSetAside(open, now)) return null;
		if (isTooLate(open.begun_at, now)) return null;
		const crashes = crashesOf(open);
		if (crashes >= MOST_CRASHES && crashes > (progressOf(open).crashes ?? 0)) {
			return { setAside: await setAside(tx, open, { now, crashes }) };
		}
		const what = await undoable(tx, runId, new Date(open.begun_at));
		return { held: await takeUp(db, tx, open, { now, crashes }), what };
	});
}

/** How often in a row a process died over it: whoever gives one back has not. What is settled begins the count anew. */
const crashesOf = (row: OpenUndo): number =>
	(progressOf(row).crashes ?? 0) +
	(row.lease_owner !== null && row.lease_owner !== PROCESS_OWNER ? 1 : 0);

const isSetAside = (row: OpenUndo, now: Date): boolean =>
	(progressOf(row).waitUntil ?? '') > now.toISOString();

/** Leaves it alone for a while, never for good. @returns why, in a line for people */
async function setAside(
	tx: Queries,
	row: OpenUndo,
	{ now, crashes }: { readonly now: Date; readonly crashes: number },
): Promise<string> {
	const minutes = pauseAfter(crashes);
	const waitUntil = new Date(now.getTime() + minutes * 60_000).toISOString();
	await tx
		.updateTable('undo')
		.set({
			...{ lease_owner: null, lease_until: null },
			progress_json: JSON.stringify({ ...progressOf(row), crashes, waitUntil }),
		})
		.where('id', '=', row.id)
		.execute();
	return `${row.id}: ${crashes} times in a row the process ended that worked on it, and nothing got on. It is tried again in ${minutes} min (at ${waitUntil}). Find out why meanwhile (memory, crash reports): offboardiq undo ${row.run_id} goes on with it at once.`;
}
