import type { UndoRecord } from '../../nodes/shared/record/undo/undoRecord';
import type { Facts } from '../audit/acts';
import { auditOf } from '../audit/audit-of';
import { databaseNow } from '../database/concurrency';
import type { Db } from '../database/db';
import { isSeenOn, seenSignIn } from '../directory/seen-sign-in';
import { addFollowUp } from '../follow-up/follow-up';
import { heldEnded } from '../follow-up/held-ended';
import { LeaseLostError } from '../journal/held-run';
import { leaseEnd } from '../journal/leases';
import type { Report } from '../journal/run-record';
import type { UndoProgress } from './read-undos';
import type { HeldUndo } from './held-undo';

/** Writes down how far it has come. @throws LeaseLostError */
export async function saveProgress(
	db: Db,
	{ id, epoch }: HeldUndo,
	progress: UndoProgress,
): Promise<void> {
	const { numUpdatedRows } = await db
		.updateTable('undo')
		.set({ progress_json: JSON.stringify(progress) })
		.where('id', '=', id)
		.where('lease_epoch', '=', epoch)
		.executeTakeFirst();
	if (numUpdatedRows !== 1n) throw lost(id);
}

/**
 * Closes it: files its PDF, says so in the audit log and with the run, in one transaction.
 *
 * @param file puts the PDF where it belongs
 * @throws LeaseLostError
 */
export async function finishUndo(
	db: Db,
	{ id, epoch, actor, by }: HeldUndo,
	undo: UndoRecord,
	file: () => Promise<Report>,
): Promise<Report> {
	return await db.transaction().execute(async (tx) => {
		await heldEnded(tx, undo.record.id);
		const report = await file();
		const { numUpdatedRows } = await tx
			.updateTable('undo')
			.set({
				...{ active: 0, ended_at: undo.endedAt, verdict: undo.verdict },
				...{ undo_json: JSON.stringify(undo), progress_json: null },
				...{ lease_owner: null, lease_until: null },
				...{ report_path: report.path, report_sha256: report.sha256 },
			})
			.where('id', '=', id)
			.where('lease_epoch', '=', epoch)
			.executeTakeFirst();
		if (numUpdatedRows !== 1n) throw lost(id);
		const account = { tenantId: undo.tenant.id, userId: undo.employee.id };
		if (isSeenOn(undo.items)) await seenSignIn(tx, account, true);
		// Addresses are in the record and the log.
		const name = by?.replace(/ <[^<>]*>$/, '') ?? 'Somebody';
		const act = { runId: undo.record.id, by: name, actor: '', reason: undo.reason };
		const kind = undo.verdict === 'open' ? 'undoneInPart' : 'undone';
		await addFollowUp(tx, act, { kind });
		await auditOf(db).append(tx, [
			{
				...{ type: 'offboarding.undone', actor: actor ?? by, run: undo.record.id },
				facts: {
					...{ undo: id, verdict: undo.verdict, pdf: report.sha256, record: undo.record.sha256 },
					items: countsOf(undo),
				},
				personal: { items: undo.items, askedBy: by, reason: undo.reason },
			},
		]);
		return report;
	});
}

function countsOf({ items }: UndoRecord): Facts {
	const counts: Record<string, number> = {};
	for (const { status } of items) counts[status] = (counts[status] ?? 0) + 1;
	return counts;
}

/** Gives one back that goes on later. */
export async function releaseUndo(db: Db, { id, epoch }: HeldUndo): Promise<void> {
	await db
		.updateTable('undo')
		.set({ lease_owner: null, lease_until: null })
		.where('id', '=', id)
		.where('lease_epoch', '=', epoch)
		.where('active', '=', 1)
		.execute();
}

/** Says that it is worked on. @returns false when somebody else has it */
export async function renewUndo(db: Db, { id, epoch }: HeldUndo): Promise<boolean> {
	return await db.transaction().execute(async (tx) => {
		const { numUpdatedRows } = await tx
			.updateTable('undo')
			.set({ lease_until: leaseEnd(await databaseNow(tx)) })
			.where('id', '=', id)
			.where('lease_epoch', '=', epoch)
			.where('active', '=', 1)
			.executeTakeFirst();
		return numUpdatedRows === 1n;
	});
}

export const lost = (id: string): LeaseLostError =>
	new LeaseLostError(`The undo ${id} was taken over by another process.`);
