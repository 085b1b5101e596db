import { setTimeout as delay } from 'node:timers/promises';
import type { Db } from '../database/db';
import type { HeldRun } from '../journal/held-run';
import { LEASE_MS, releaseLease } from '../journal/leases';

const AGAIN_MS = 1_000;

/**
 * Gives a run back that goes on later. Where the database does not answer it is tried again for as long as the lease
 * could last, while the caller is told at once.
 *
 * @throws DatabaseError
 */
export async function giveBackLease(db: Db, held: HeldRun): Promise<void> {
	try {
		await releaseLease(db, held);
	} catch (error) {
		void keepTrying(db, held);
		throw error;
	}
}

/** By its epoch, so that it takes nothing from whoever has the run by then. */
async function keepTrying(db: Db, held: HeldRun): Promise<void> {
	for (let waited = 0; waited < LEASE_MS; waited += AGAIN_MS) {
		await delay(AGAIN_MS, undefined, { ref: false });
		const isDone = await releaseLease(db, held).then(
			() => true,
			() => false,
		);
		if (isDone) return;
	}
}
