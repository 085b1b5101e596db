import { PRODUCT_VERSION } from '../../nodes/shared/product';
import {
	verdictOnUndo,
	type UndoneRecord,
	type UndoRecord,
} from '../../nodes/shared/record/undo/undoRecord';
import type { Tenant } from '../../nodes/shared/step/offboarding';
import type { Db } from '../database/db';
import type { RunRecord } from '../journal/run-record';
import type { Undoable } from './may-undo';
import { undosOf, type UndoProgress } from './read-undos';
import { inOrder, ORDER } from './sections';
import type { HeldUndo } from './held-undo';

/** What an undo came to, as it is kept and printed. */
export async function recordOfUndo(
	db: Db,
	held: HeldUndo,
	{ run, before, tries, offboarding }: Undoable,
	{ settled, calls }: UndoProgress,
	tenant: Tenant,
): Promise<UndoRecord> {
	const items = inOrder(ORDER.flatMap((key) => settled[key] ?? []));
	const last = (await undosOf(db, [run.id])).findLast(({ report }) => report !== null);
	const { id, userPrincipalName, displayName } = offboarding.employee;
	return {
		...{ schema: 'offboardiq.undo/1', id: held.id, record: undoneOf(run) },
		before: before.map(undoneOf),
		...(tries.length === 0 ? {} : { tries: tries.map(undoneOf) }),
		previous: last?.report ? { id: last.id, sha256: last.report.sha256 } : null,
		tenant,
		employee: { id, userPrincipalName, displayName },
		...{ askedBy: held.by, reason: held.reason, begunAt: held.begunAt },
		endedAt: new Date().toISOString(),
		...{ verdict: verdictOnUndo(items), items, calls },
		product: { name: 'OffboardIQ', version: PRODUCT_VERSION },
	};
}

const undoneOf = ({ id, report, finishedAt, startedAt }: RunRecord): UndoneRecord => ({
	...{ id, sha256: report?.sha256 ?? null, endedAt: finishedAt ?? startedAt },
});
