import { databaseNow } from '../database/concurrency';
import type { Db } from '../database/db';
import type { Evidence } from '../evidence/evidence';
import { drawnLater } from '../evidence/later-record';
import { PROCESS_OWNER } from '../execution/process-owner';
import { usableOf, writeReport } from '../execution/report-file';
import { heldEnded } from '../follow-up/held-ended';
import { between } from '../journal/fail-point';
import { leaseEnd } from '../journal/leases';
import { didBy } from './did-by-runs';
import { finishUndo, releaseUndo } from './end-undo';
import type { HeldUndo } from './held-undo';
import { leftItems } from './left-items';
import { undoneTogether } from './may-undo';
import { progressOf, undosOf, type KeptUndo } from './read-undos';
import { isUnderWay, openUndo } from './take-up';
import { isTooLate } from './too-late';
import { undoEffectsOf } from './undo-effects';
import { recordOfUndo } from './undo-record-maker';

/** What ending one takes: no connection, because nothing is asked of the tenant. */
interface LateParts {
	readonly db: Db;
	readonly evidence: Evidence;
}

/** Where its PDF goes, as for any undo. */
interface LateRequest {
	readonly folder?: string;
	readonly spareFolder?: string;
}

/**
 * Ends the undo of a run that was interrupted and that was asked for too long ago to be gone on with, with a record that
 * says so. Nothing is sent and nothing is read: whoever wants the rest asks again.
 *
 * @returns null where there is none, somebody works on it, or it may be gone on with still
 */
export async function endLateUndo(
	{ db, evidence }: LateParts,
	runId: string,
	{ folder, spareFolder }: LateRequest,
): Promise<KeptUndo | null> {
	const held = await takeLate(db, runId);
	if (held === null) return null;
	try {
		const what = await undoneTogether(db, runId);
		const effects = await undoEffectsOf(db, held.id);
		const interruptedAt = effects.at(-1)?.at ?? held.begunAt;
		const settled = leftItems(await didBy(db, what.runs), held.progress, effects, interruptedAt);
		const progress = { settled, calls: held.progress.calls };
		const { tenant } = what.offboarding;
		const made = {
			...(await recordOfUndo(db, held, what, progress, tenant)),
			interruptedAt,
		};
		const pdf = await drawnLater(db, evidence, { undo: made });
		const place = folder ?? (await usableOf(what.run.request.reportFolder, spareFolder));
		const put = () => writeReport(place, made.id, pdf);
		await between('late undo finish', () => finishUndo(db, held, made, put));
		return (await undosOf(db, [runId])).find(({ id }) => id === held.id) ?? null;
	} finally {
		await releaseUndo(db, held).catch(() => undefined);
	}
}

/** Takes it so that nobody goes on with it meanwhile: an earlier owner who wakes can write nothing more. */
async function takeLate(db: Db, runId: string): Promise<HeldUndo | null> {
	return await db.transaction().execute(async (tx) => {
		await heldEnded(tx, runId);
		const row = await openUndo(tx, runId);
		const now = await databaseNow(tx);
		if (!row || isUnderWay(row, now) || !isTooLate(row.begun_at, now)) return null;
		const epoch = row.lease_epoch + 1;
		await tx
			.updateTable('undo')
			.set({ lease_owner: PROCESS_OWNER, lease_until: leaseEnd(now), lease_epoch: epoch })
			.where('id', '=', row.id)
			.execute();
		return {
			...{ id: row.id, number: row.number, epoch, begunAt: row.begun_at },
			...{ by: row.by_name, actor: row.actor, reason: row.reason ?? '' },
			progress: progressOf(row),
		};
	});
}
