import { auditOf } from '../audit/audit-of';
import { dbNow } from '../database/concurrency';
import type { Db, Queries } from '../database/db';
import { requestCancel } from '../journal/leases';
import { whoAsks } from '../who-asks';

/** The list was stopped before this person's turn came. */
export class BulkStoppedError extends Error {
	override readonly name = 'BulkStoppedError';
}

/** What `cancelBulk` found: it is stopped; it had ended; there is none of that id. */
export type BulkCancelAnswer = 'asked' | 'over' | 'none';

/**
 * Stops everybody on a list before their next request, whichever process works on it: whoever's turn has not come is
 * written down as never begun. May be repeated.
 *
 * @param isGone whether an owner is known to be dead
 * @param actor who asks, for the audit log
 */
export async function cancelBulk(
	db: Db,
	id: string,
	isGone: (owner: string) => boolean,
	actor: string | null = whoAsks(),
): Promise<BulkCancelAnswer> {
	const found = await db.transaction().execute(async (tx) => {
		const row = await tx
			.updateTable('bulk')
			.set({ cancel_requested_at: await dbNow(tx) })
			.where('id', '=', id)
			.returning(['finished_at', 'tenant_id'])
			.executeTakeFirst();
		if (!row) return 'none';
		if (row.finished_at !== null) return 'over';
		const facts = { tenant: row.tenant_id };
		await auditOf(db).append(tx, [{ type: 'bulk.cancelRequested', actor, run: id, facts }]);
		return await begunOn(tx, id);
	});
	if (typeof found === 'string') return found;
	for (const run of found) await requestCancel(db, run, isGone, actor);
	return 'asked';
}

async function begunOn(tx: Queries, id: string): Promise<readonly string[]> {
	const rows = await tx
		.selectFrom('bulk_member')
		.innerJoin('run', 'run.id', 'bulk_member.run_id')
		.select('run.id')
		.where('bulk_id', '=', id)
		.where('run.status', 'in', ['running', 'waiting'])
		.execute();
	return rows.map((row) => row.id);
}

/**
 * Asked in the transaction that opens a run of a list. The row is written, so that a stop comes before it or after it
 * and never in between.
 *
 * @throws BulkStoppedError
 */
export async function refuseStopped(tx: Queries, id: string): Promise<void> {
	const row = await tx
		.updateTable('bulk')
		.set((eb) => ({ dry_run: eb.ref('dry_run') }))
		.where('id', '=', id)
		.returning('cancel_requested_at')
		.executeTakeFirst();
	if (row && row.cancel_requested_at !== null) throw new BulkStoppedError(`${id} was stopped.`);
}
