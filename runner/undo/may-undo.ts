import type { Queries } from '../database/db';
import { OPEN } from '../journal/abandoned-runs';
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
	/** The runs before it and itself, the first one first. */
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
	const tenantId = offboarding.tenant.id.toLowerCase();
	const employeeId = offboarding.employee.id.toLowerCase();
	const runs = [...(await runsBefore(db, run, employeeId)), run];
	await refuseLater(db, { run, runs, tenantId, employeeId });
	return { run, offboarding, runs, tenantId, employeeId };
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
		before.unshift(earlier);
		id = earlier.id;
	}
}

/** Only the last one: what a later run found is not what was before this one. */
async function refuseLater(
	db: Queries,
	{ run, tenantId, employeeId }: Omit<Undoable, 'offboarding'>,
): Promise<void> {
	const later = await db
		.selectFrom('run')
		.select(['id', 'status'])
		.where('tenant_id', '=', tenantId)
		.where('employee_id', '=', employeeId)
		.where('dry_run', '=', 0)
		.where('status', '!=', 'refused')
		.where('id', '!=', run.id)
		.where('started_at', '>=', run.startedAt)
		.orderBy('started_at', 'desc')
		.limit(1)
		.executeTakeFirst();
	if (!later) return;
	throw new UndoError(
		OPEN.includes(later.status)
			? `${later.id} of this person is under way. Wait for its end or cancel it, then undo that one.`
			: `${later.id} is a later offboarding of this person. Undo that one.`,
	);
}
