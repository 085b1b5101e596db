import type { Queries } from '../database/db';
import { OPEN } from '../journal/abandoned-runs';
import { readRun } from '../journal/read-runs';
import type { RunRecord } from '../journal/run-record';
import { FollowUpError, followUpsOf, type FollowUp } from './follow-up';
import { triesOf } from './tries';

/** A run that has ended, with what people did about it. */
export interface EndedRun {
	readonly run: RunRecord;
	readonly followUps: readonly FollowUp[];
	/** The runs that tried single steps of it again, the first one first. */
	readonly tries: readonly RunRecord[];
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
		.returning('id')
		.executeTakeFirst();
	if (!row) throw new FollowUpError(`There is no offboarding ${runId}.`);
	return await readEnded(tx, runId);
}

/** The same for somebody who only looks. @throws FollowUpError */
export async function readEnded(db: Queries, runId: string): Promise<EndedRun> {
	const run = await readRun(db, runId);
	if (!run || run.request.dryRun) throw new FollowUpError(`There is no offboarding ${runId}.`);
	if (OPEN.includes(run.status)) {
		throw new FollowUpError(`${runId} has not ended. Wait for its end, or cancel it.`);
	}
	const followUps = await followUpsOf(db, [runId]);
	return { run, followUps, tries: await triesOf(db, followUps) };
}

/** True where another run goes on with the whole of it; one that tries a single step does not. */
export const isContinuing = ({ kind, nextRun }: Pick<FollowUp, 'kind' | 'nextRun'>): boolean =>
	nextRun !== null && kind !== 'stepAgain';

/** The run that goes on where this one ended, or null. */
export const continuedIn = (followUps: readonly FollowUp[]): string | null =>
	followUps.findLast(isContinuing)?.nextRun ?? null;
