import type { GraphConnection } from '../../nodes/shared/graph/connection';
import type { Db } from '../database/db';
import { whyNotGoOn } from '../follow-up/late-try';
import type { HeldRun } from '../journal/held-run';
import type { RunRecord } from '../journal/run-record';
import type { Gate, GateAnswer } from './gate';
import type { LiveRun } from './live-run';

/** What is known before a run begins, or goes on. */
export interface BeforeRun {
	/** Why it does not, or null. */
	readonly answer: GateAnswer | null;
	/** Why it is too late for what is left of it; null: it is not. */
	readonly late: string | null;
}

/**
 * Asks whether a held run may begin or go on. One that waited for a month before anybody was looked up is refused: who
 * was to leave then may stay after all, and nobody remembers that it waits. A try that could not be begun any more is refused where it has not looked
 * anybody up; one that has goes through its last steps, which say that they were not started, and gets its record.
 */
export async function beforeRun(
	{ db, gate }: { readonly db: Db; readonly gate: Gate },
	held: HeldRun,
	begun: RunRecord,
	connection: GraphConnection,
	live: LiveRun,
): Promise<BeforeRun> {
	const isNew = begun.offboarding === null;
	// Whoever opens one asks in its own transaction.
	const late = held.epoch === 1 ? null : ((await whyNotGoOn(db, begun)) ?? tooOld(begun));
	if (late !== null && isNew) {
		return { answer: { status: 'refused', message: `${late} Nothing was changed.` }, late };
	}
	if (late !== null) live.stop('RunCancelled');
	// Only for a run that has not looked anybody up: one that goes on is about whom it began with.
	return { answer: isNew ? await gate(begun.id, connection, live.forStep(null)) : null, late };
}

const MOST_WAITING_DAYS = 30;

/** Only of a run that changed nothing yet: somebody who is half offboarded is brought to the end. */
function tooOld({ offboarding, startedAt }: RunRecord): string | null {
	const days = (Date.now() - Date.parse(startedAt)) / (24 * 3_600_000);
	if (offboarding !== null || days <= MOST_WAITING_DAYS) return null;
	return `It has waited for more than ${MOST_WAITING_DAYS} days before anybody was looked up. If it is still right, start a new one.`;
}
