import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createGraphClient, type GraphConnection } from '../../nodes/shared/graph';
import { PRODUCT_VERSION } from '../../nodes/shared/product';
import { verdictOn, type Addendum } from '../../nodes/shared/record/addendum/addendum';
import { timingOf } from '../../nodes/shared/record/facts/timing';
import type { Db } from '../database/db';
import type { Evidence } from '../evidence/evidence';
import { drawnLater } from '../evidence/later-record';
import { usableOf, writeReport } from '../execution/report-file';
import { readRun } from '../journal/read-runs';
import type { Offboarding } from '../../nodes/shared/step/offboarding';
import type { Report, RunRecord } from '../journal/run-record';
import { addendaOf, keepAddendum, type AddendumRecord } from './addendum-journal';
import { undosOf, type KeptUndo } from '../undo/read-undos';
import { checksOf, isLookedAt } from './checks';
import { askedDevices } from './device-checks';
import { readAgain } from './read-again';
import { undoneElsewhere } from './undone-elsewhere';

/** A later check to make. */
export interface RecheckRequest {
	/** A working connection to the tenant of the run. */
	readonly connection: GraphConnection;
	/** Who asks; null where a started runner does it by itself. */
	readonly askedBy: string | null;
	readonly isScheduled?: boolean;
	/** Where its PDF goes; the folder of the first record when left out, and this one where that is not on this machine. */
	readonly folder?: string;
	readonly spareFolder?: string;
}

/** There is nothing to check, or it can't be. One line for people; nothing was changed. */
export class RecheckError extends Error {
	override readonly name = 'RecheckError';
}

/** What a check needs of the house. */
export interface RecheckParts {
	readonly db: Db;
	readonly evidence: Evidence;
}

/**
 * Looks whether an offboarding is still as its record says, and makes an addendum of what it sees: a PDF with its own
 * signature that names the record by number and SHA-256. Reads only; the record and the run are not touched. May be
 * repeated: each check is an addendum of its own.
 *
 * @throws RecheckError when the run has no record, or the connection leads to another tenant; GraphFailure and
 * ConnectionError when the tenant can't be asked
 */
export async function recheck(
	{ db, evidence }: RecheckParts,
	runId: string,
	request: RecheckRequest,
): Promise<AddendumRecord> {
	const { run, offboarding, report } = await recorded(db, runId);
	const addenda = await addendaOf(db, run.id);
	const last = addenda.at(-1);
	const number = (last?.number ?? 0) + 1;
	const looked = await look(run, offboarding, request, await undoOf(db, run.id));
	const addendum: Addendum = {
		schema: 'offboardiq.addendum/1',
		id: `${run.id}-A${number}`,
		record: {
			id: run.id,
			sha256: report.sha256,
			endedAt: run.finishedAt ?? offboarding.startedAt,
			lockedOutAt: lockedOutAt(offboarding),
		},
		previous: last?.report ? { id: last.id, sha256: last.report.sha256 } : null,
		...looked,
		askedBy: request.askedBy,
		verdict: verdictOn(looked.checks),
		product: { name: 'OffboardIQ', version: PRODUCT_VERSION },
	};
	const pdf = await drawnLater(db, evidence, { addendum });
	const folder = request.folder ?? (await usableOf(run.request.reportFolder, request.spareFolder));
	const isScheduled = request.isScheduled ?? false;
	const filed = await keepAddendum(db, { addendum, number, isScheduled }, () =>
		writeReport(folder, addendum.id, pdf),
	);
	if (filed) {
		return {
			...{ id: addendum.id, runId: run.id, number, checkedAt: addendum.checkedAt },
			...{ isScheduled, addendum, report: filed },
		};
	}
	throw new RecheckError(`${addendum.id} was made by somebody else just now. Try again.`);
}

interface Recorded {
	readonly run: RunRecord;
	readonly offboarding: Offboarding;
	readonly report: Report;
}

/** @throws RecheckError */
async function recorded(db: Db, runId: string): Promise<Recorded> {
	const run = await readRun(db, runId);
	if (!run) throw new RecheckError(`There is no run ${runId}. offboardiq runs lists them.`);
	if (run.status === 'running' || run.status === 'waiting') {
		throw new RecheckError(`${runId} has not ended, so there is nothing to check yet.`);
	}
	const { offboarding, report } = run;
	if (!offboarding || !report) {
		throw new RecheckError(`${runId} has no record that a later check could add to.`);
	}
	const { only } = run.request;
	if (!isLookedAt(only)) {
		throw new RecheckError(
			`${runId} tried only a part of ${only?.of} again, of which a later check sees nothing. Check that one.`,
		);
	}
	const undone = await undoneElsewhere(db, runId, only);
	if (undone !== null) {
		throw new RecheckError(`What ${runId} did is undone with ${undone}. Check that one.`);
	}
	// On another machine, or moved away, it can't be compared; the journal has its hash all the same.
	const bytes = await readFile(report.path).catch(() => null);
	if (bytes && createHash('sha256').update(bytes).digest('hex') !== report.sha256) {
		throw new RecheckError(
			`${report.path} is not the record that was made: its SHA-256 is another. Put the right one back first.`,
		);
	}
	return { run, offboarding, report };
}

function lockedOutAt(offboarding: Offboarding): string | null {
	return timingOf(offboarding, offboarding.startedAt).lockedOutAt;
}

/** The last undo; null: there is none. @throws RecheckError while one is under way, because all is changing then */
async function undoOf(db: Db, runId: string): Promise<KeptUndo | null> {
	const last = (await undosOf(db, [runId])).at(-1) ?? null;
	if (last === null || last.endedAt !== null) return last;
	throw new RecheckError(`${last.id} is under way. Check again when it has ended.`);
}

/** @throws RecheckError where the answers are not about the tenant of the run */
async function look(
	run: RunRecord,
	offboarding: Offboarding,
	{ connection }: RecheckRequest,
	undo: KeptUndo | null,
) {
	const graph = createGraphClient(connection, { readOnly: true });
	const { id, userPrincipalName, displayName } = offboarding.employee;
	const devices = askedDevices(offboarding).map(({ targetId }) => targetId ?? '');
	const again = await readAgain(graph, id, devices);
	if (!again.isTenantKnown) {
		throw new RecheckError('The tenant does not say which one it is, so nothing can be compared.');
	}
	if (again.tenant.id.toLowerCase() !== offboarding.tenant.id.toLowerCase()) {
		throw new RecheckError(
			`This connection leads to the tenant ${again.tenant.id}, and ${run.id} was in ${offboarding.tenant.id}.`,
		);
	}
	return {
		tenant: again.tenant,
		employee: { id, userPrincipalName, displayName },
		checkedAt: graph.clock.now().toISOString(),
		checks: checksOf(offboarding, again, lockedOutAt(offboarding), undo),
		calls: [...graph.calls],
	};
}
