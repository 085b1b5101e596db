import type { HeldUndo } from './held-undo';
import { auditOf } from '../audit/audit-of';
import type { Db, Queries } from '../database/db';
import { databaseNow } from '../database/concurrency';
import { isUniqueViolation } from '../database/unique-violation';
import { PROCESS_OWNER } from '../execution/process-owner';
import { FollowUpError } from '../follow-up/follow-up';
import { heldEnded } from '../follow-up/held-ended';
import { leaseEnd } from '../journal/leases';
import { undoable, type Undoable } from './may-undo';
import { isUnderWay, openUndo, takeUp, type OpenUndo } from './take-up';
import { UndoError } from './undo-error';

/** Who wants something undone, and why. */
export interface UndoAsked {
	/** Who, for people; null where that is not known. */
	readonly askedBy: string | null;
	/** Who that is in the audit log, where it is not the same text. */
	readonly actor?: string | null;
	readonly reason: string;
	/** How many undos of the run whoever asks has seen: one that was made meanwhile is not made twice. Left out: any. */
	readonly seen?: number;
}

/**
 * Opens an undo, or takes one up that was interrupted: of a run there is one at a time, and of a person too.
 *
 * @throws UndoError when it may not be, or one is under way
 */
export async function holdUndo(
	db: Db,
	runId: string,
	asked: UndoAsked,
): Promise<{ readonly held: HeldUndo; readonly what: Undoable }> {
	const taken = db.transaction().execute(async (tx) => {
		await heldEnded(tx, runId);
		const open = await openUndo(tx, runId);
		const what = await undoable(tx, runId, open ? new Date(open.begun_at) : new Date());
		const held = open ? await takenUp(db, tx, open) : await openNew(db, tx, what, asked);
		return { held, what };
	});
	return await taken.catch((error: unknown) => {
		if (error instanceof FollowUpError) throw new UndoError(error.message);
		if (isUniqueViolation(error)) {
			throw new UndoError('Another undo of this person is under way. Wait for its end.');
		}
		throw error;
	});
}

/** By a person's hand: also where it killed whoever had it. @throws UndoError when it is under way */
async function takenUp(db: Db, tx: Queries, open: OpenUndo): Promise<HeldUndo> {
	const now = await databaseNow(tx);
	if (isUnderWay(open, now))
		throw new UndoError(`${open.id} is under way. Wait for its end.`, open.id);
	return await takeUp(db, tx, open, { now, crashes: 0 });
}

async function openNew(
	db: Db,
	tx: Queries,
	{ run, tenantId, employeeId }: Undoable,
	{ askedBy, actor = null, reason, seen }: UndoAsked,
): Promise<HeldUndo> {
	const { last } = await tx
		.selectFrom('undo')
		.select((eb) => eb.fn.max('number').as('last'))
		.where('run_id', '=', run.id)
		.executeTakeFirstOrThrow();
	const number = Number(last ?? 0) + 1;
	if (seen !== undefined && seen !== number - 1) {
		const made = `${run.id}-U${number - 1}`;
		throw new UndoError(`${made} was made meanwhile. Nothing more was undone now.`, made);
	}
	const id = `${run.id}-U${number}`;
	const begunAt = new Date().toISOString();
	await tx
		.insertInto('undo')
		.values({
			...{ id, run_id: run.id, number, tenant_id: tenantId, employee_id: employeeId },
			...{ active: 1, by_name: askedBy, actor, reason, begun_at: begunAt },
			...{ lease_owner: PROCESS_OWNER, lease_until: leaseEnd(await databaseNow(tx)) },
			lease_epoch: 1,
		})
		.execute();
	const facts = { undo: id, record: run.report?.sha256 ?? null };
	const entry = { type: 'offboarding.undoBegun', actor: actor ?? askedBy, run: run.id } as const;
	await auditOf(db).append(tx, [{ ...entry, facts, personal: { askedBy, reason } }]);
	const progress = { settled: {}, calls: [] };
	return { id, number, epoch: 1, begunAt, by: askedBy, actor, reason, progress };
}
