import { dbNow } from '../database/concurrency';
import type { Queries } from '../database/db';
import type { RunRow } from '../database/schema';
import { appendEvent } from './run-event';

/** So often may a process die while it works on a run, without a step having ended in between. */
const MOST_CRASHES = 3;

/**
 * How often in a row a process died over a run, the owner included who did not give the run back. It begins anew with
 * every step that ends: what gets on is not what kills.
 */
export function crashesOf(run: Pick<RunRow, 'crash_count' | 'lease_owner'>, next: string): number {
	const leftBehind = run.lease_owner !== null && run.lease_owner !== next;
	return run.crash_count + (leftBehind ? 1 : 0);
}

/** Nobody takes such a run by themselves: it might be what kills. */
export const isSetAside = (crashes: number): boolean => crashes >= MOST_CRASHES;

/** One more time, and it is set aside: such a run is worked on without another of its kind. */
export const isSuspect = (crashes: number): boolean => crashes === MOST_CRASHES - 1;

/** Puts a run aside until a person takes it on again, and says so where it is shown. */
export async function setAside(tx: Queries, id: string, crashes: number): Promise<void> {
	const message = `${crashes} times in a row the process ended that worked on it, and no step got on. It is not taken up again by itself: find out why (memory, crash reports), then offboardiq resume ${id} goes on with it, or offboardiq runs cancel ${id} closes it.`;
	await tx
		.updateTable('run')
		.set({
			...{ status: 'waiting', message, crash_count: crashes },
			...{ finished_at: await dbNow(tx), lease_owner: null, lease_until: null },
		})
		.where('id', '=', id)
		.execute();
	await appendEvent(tx, id, 'runFinished', { status: 'waiting', message, report: null });
}
