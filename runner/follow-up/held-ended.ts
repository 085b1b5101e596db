import type { Queries } from '../database/db';
import { OPEN } from '../journal/abandoned-runs';
import { readRun } from '../journal/read-runs';
import type { RunRecord } from '../journal/run-record';
import { FollowUpError, followUpsOf, type FollowUp } from './follow-up';

/** A run that has ended, with what people did about it. */
export interface EndedRun {
	readonly run: RunRecord;
	readonly followUps: readonly FollowUp[];
}

/**
 * Reads a run that has ended and holds its row until the transaction ends: two people who decide about it wait for each
 * other, and the second one sees what the first one did.
 *
 * @throws FollowUpError for one that has not ended, or is not there
 */
export async function heldEnded(tx: Queries, runId: string): Promise<EndedRun> {
	const row = await tx
		.updateTable('run')
		.set((eb) => ({ resumed_count: eb.ref('resumed_count') }))
		.where('id', '=', runId)
		.returning(['status', 'dry_run'])
		.executeTakeFirst();
	const run = row && row.dry_run === 0 ? await readRun(tx, runId) : null;
	if (!row || !run) throw new FollowUpError(`There is no offboarding ${runId}.`);
	if (OPEN.includes(row.status)) {
		throw new FollowUpError(`${runId} has not ended. Wait for its end, or cancel it.`);
	}
	return { run, followUps: await followUpsOf(tx, [runId]) };
}

/** The run that goes on where this one ended, or null. */
export const continuedIn = (followUps: readonly FollowUp[]): string | null =>
	followUps.findLast(({ nextRun }) => nextRun !== null)?.nextRun ?? null;
