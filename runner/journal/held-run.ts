import type { Updateable } from 'kysely';
import type { Db, Queries } from '../database/db';
import type { RunTable } from '../database/schema';

/** A run that this process works on: its id, and the epoch of the lease under which it may write. */
export interface HeldRun {
	readonly id: string;
	/** As the connection names it, and the id of the tenant once it was looked up: claims are kept under it. */
	tenantId: string;
	readonly epoch: number;
}

/** Another runner has taken the run over. Whoever gets this stops, and writes and sends nothing more in it. */
export class LeaseLostError extends Error {
	override readonly name = 'LeaseLostError';
}

/**
 * Lets a transaction go on only while the run is still held, and holds its row until the commit: who takes the run over
 * waits for it, and then sees what it wrote. Call it first in every transaction that writes to a run.
 *
 * @param set what else is written to the run in the same statement
 * @throws LeaseLostError
 */
export async function fence(
	tx: Queries,
	{ id, epoch }: HeldRun,
	set: Updateable<RunTable> = {},
): Promise<void> {
	const { numUpdatedRows } = await tx
		.updateTable('run')
		.set({ ...set, lease_epoch: epoch })
		.where('id', '=', id)
		.where('lease_epoch', '=', epoch)
		.executeTakeFirst();
	if (numUpdatedRows > 0n) return;
	throw new LeaseLostError(`The run ${id} was taken over by another runner.`);
}

/** Looks whether another runner has the run. @throws LeaseLostError */
export async function refuseTakenOver(db: Db, held: HeldRun): Promise<void> {
	await db.transaction().execute(async (tx) => await fence(tx, held));
}
