import { auditOf } from '../audit/audit-of';
import type { Db, Queries } from '../database/db';
import { isGone, PROCESS_OWNER } from '../execution/process-owner';
import { leaseEnd } from '../journal/leases';
import { progressOf, type UndoProgress } from './read-undos';
import type { HeldUndo } from './held-undo';

/** The undo of a run that has not ended; there is one at most. */
export async function openUndo(tx: Queries, runId: string) {
	return await tx
		.selectFrom('undo')
		.selectAll()
		.where('run_id', '=', runId)
		.where('active', '=', 1)
		.executeTakeFirst();
}

export type OpenUndo = NonNullable<Awaited<ReturnType<typeof openUndo>>>;

/** Whether somebody works on it who may be alive. */
export const isUnderWay = (
	{ lease_owner: owner, lease_until: until }: Pick<OpenUndo, 'lease_owner' | 'lease_until'>,
	now: Date,
): boolean => owner !== null && (until ?? '') > now.toISOString() && !isGone(owner);

/**
 * Takes up one that was interrupted. Its epoch goes up, so that an earlier owner who wakes can write nothing more.
 *
 * @param tx holds its run
 */
export async function takeUp(
	db: Db,
	tx: Queries,
	row: OpenUndo,
	{ now, crashes }: { readonly now: Date; readonly crashes: number },
): Promise<HeldUndo> {
	const { id } = row;
	const epoch = row.lease_epoch + 1;
	const { settled, calls } = progressOf(row);
	const progress: UndoProgress = { settled, calls, ...(crashes > 0 ? { crashes } : {}) };
	await tx
		.updateTable('undo')
		.set({
			...{ lease_owner: PROCESS_OWNER, lease_until: leaseEnd(now), lease_epoch: epoch },
			progress_json: JSON.stringify(progress),
		})
		.where('id', '=', id)
		.execute();
	const facts = { undo: id, epoch };
	const resumed = { type: 'offboarding.undoResumed', run: row.run_id, facts } as const;
	await auditOf(db).append(tx, [resumed]);
	return {
		...{ id, number: row.number, epoch, begunAt: row.begun_at },
		...{ by: row.by_name, actor: row.actor, reason: row.reason ?? '' },
		progress,
	};
}
