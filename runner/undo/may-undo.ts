import type { Queries } from '../database/db';
import { followUpsOf } from '../follow-up/follow-up';
import { triesOf } from '../follow-up/tries';
import { OPEN } from '../journal/abandoned-runs';
import { laterRun } from '../journal/later-run';
import { readRun } from '../journal/read-runs';
import type { RunRecord } from '../journal/run-record';
import type { Offboarding } from '../../nodes/shared/step/offboarding';
import { UndoError } from './undo-error';

/** So long after its end an offboarding may be undone: whoever comes back later is offboarded no more, but joins anew. */
export const UNDO_DAYS = 30;
const DAY_MS = 24 * 3_600_000;

/** A run that may be undone, and those it went on from: what they did is undone with it. */
export interface Undoable {
	readonly run: RunRecord;
	readonly offboarding: Offboarding;
	/** The runs that it went on from, with what tried single steps of those again; the first one first. */
	readonly before: readonly RunRecord[];
	/** The runs that tried single steps of this one again. */
	readonly tries: readonly RunRecord[];
	/** All of them, the first one first. */
	readonly runs: readonly RunRecord[];
	readonly tenantId: string;
	/** Entra object id, lower case. */
	readonly employeeId: string;
}

/**
 * Finds what is to be undone.
 *
 * @throws UndoError with why nothing is: not ended, too long ago, not the last one about the person, erased
 */
export async function undoable(db: Queries, runId: string, now: Date): Promise<Undoable> {
	const run = await readRun(db, runId);
	if (!run || run.request.dryRun) throw new UndoError(`There is no offboarding ${runId}.`);
	if (OPEN.includes(run.status)) {
		throw new UndoError(`${runId} has not ended. Cancel the rest, then undo what was done.`);
	}
	const { only } = run.request;
	if (only) {
		throw new UndoError(
			`${runId} is one more try of a part of ${only.of}. Undo that one: what this one did is undone with it.`,
		);
	}
	const { offboarding, finishedAt } = run;
	if (!offboarding || run.status === 'refused') {
		throw new UndoError(`${runId} changed nothing, so there is nothing to undo.`);
	}
	const age = now.getTime() - Date.parse(finishedAt ?? run.startedAt);
	if (age > UNDO_DAYS * DAY_MS) {
		throw new UndoError(
			`${runId} ended more than ${UNDO_DAYS} days ago, and an undo is for ${UNDO_DAYS} days. Give the person what they need by hand.`,
		);
	}
	const what = await together(db, run, offboarding);
	await refuseLater(db, run, what.tries);
	return what;
}

/** The same of an undo that was begun: what it is about, whatever has happened since. */
export async function undoneTogether(db: Queries, runId: string): Promise<Undoable> {
	const run = await readRun(db, runId);
	if (!run?.offboarding) throw new Error(`${runId} does not say whom it was about.`);
	return await together(db, run, run.offboarding);
}

async function together(db: Queries, run: RunRecord, offboarding: Offboarding): Promise<Undoable> {
	const tenantId = offboarding.tenant.id.toLowerCase();
	const employeeId = offboarding.employee.id.toLowerCase();
	const before = await runsBefore(db, run, employeeId);
	const tries = await endedTries(db, run.id);
	const runs = [...before, run, ...tries];
	return { run, offboarding, before, tries, runs, tenantId, employeeId };
}

/** Why a run may not be undone now, in a line for people; null: it may. */
export async function whyNoUndo(db: Queries, runId: string, now: Date): Promise<string | null> {
	try {
		await undoable(db, runId, now);
		return null;
	} catch (error) {
		if (error instanceof UndoError) return error.message;
		throw error;
	}
}

/** The runs that this one went on from, the first one first. */
async function runsBefore(
	db: Queries,
	run: RunRecord,
	employeeId: string,
): Promise<readonly RunRecord[]> {
	const before: RunRecord[] = [];
	for (let id = run.id; ;) {
		const row = await db
			.selectFrom('follow_up')
			.select('run_id')
			.where('next_run', '=', id)
			.executeTakeFirst();
		const earlier = row && (await readRun(db, row.run_id));
		const isTheirs = earlier?.offboarding?.employee.id.toLowerCase() === employeeId;
		if (!earlier || !isTheirs || before.some((one) => one.id === earlier.id)) return before;
		before.unshift(earlier, ...(await endedTries(db, earlier.id)));
		id = earlier.id;
	}
}

/** Only the last one: what a later run found is not what was before this one. Its own tries are part of it. */
async function refuseLater(db: Queries, run: RunRecord, own: readonly RunRecord[]): Promise<void> {
	const later = await laterRun(db, run, [run.id, ...own.map(({ id }) => id)]);
	if (!later) return;
	throw new UndoError(
		OPEN.includes(later.status)
			? `${later.id} of this person is under way. Wait for its end or cancel it, then undo that one.`
			: `${later.id} is a later offboarding of this person. Undo that one.`,
	);
}

/** The runs that tried single steps of a run again, without those that changed nothing or have not ended. */
async function endedTries(db: Queries, runId: string): Promise<readonly RunRecord[]> {
	const tries = await triesOf(db, await followUpsOf(db, [runId]));
	return tries.filter(({ status }) => status !== 'refused' && !OPEN.includes(status));
}
