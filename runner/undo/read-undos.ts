import type { GraphCall } from '../../nodes/shared/graph/call';
import type { UndoRecord, UndoVerdict } from '../../nodes/shared/record/undo/undoRecord';
import type { StepKey } from '../../nodes/shared/step/vocabulary';
import type { UndoItem } from '../../nodes/shared/undo/undoItem';
import type { Selectable } from 'kysely';
import type { Queries } from '../database/db';
import { fromJsonText } from '../database/json-text';
import type { UndoTable } from '../database/undo-schema';
import type { Report } from '../journal/run-record';

/** How far an undo has come: whatever is settled is not looked at again after an interruption. */
export interface UndoProgress {
	readonly settled: Readonly<Partial<Record<StepKey, readonly UndoItem[]>>>;
	readonly calls: readonly GraphCall[];
	/** How often in a row a process died over it since something was settled; left out: never. */
	readonly crashes?: number;
	/** Until when nobody goes on with it by themselves, ISO 8601 UTC; left out: anybody may. */
	readonly waitUntil?: string;
}

/** An undo as the journal keeps it. */
export interface KeptUndo {
	/** e.g. OFF-2026-000412-U1. */
	readonly id: string;
	readonly runId: string;
	/** 1 for the first of its run. */
	readonly number: number;
	/** Who asked for it, for people; null: not known, or erased. */
	readonly by: string | null;
	readonly reason: string | null;
	readonly begunAt: string;
	/** Null while it is under way, or interrupted. */
	readonly endedAt: string | null;
	/** The process that works on it, and until when that is sure. */
	readonly owner: string | null;
	readonly until: string | null;
	/** Set aside, because a process died over it so often in a row; null: not. */
	readonly setAside: { readonly crashes: number; readonly until: string } | null;
	readonly verdict: UndoVerdict | null;
	/** Settled so far. */
	readonly items: readonly UndoItem[];
	/** Null until it has ended, and once it was erased. */
	readonly undo: UndoRecord | null;
	readonly report: Report | null;
}

/** A statement has a limited number of parameters. */
const AT_ONCE = 500;

/** The undos of these runs, by run and the first one first. */
export async function undosOf(
	db: Queries,
	runIds: readonly string[],
): Promise<readonly KeptUndo[]> {
	const found: KeptUndo[] = [];
	for (let from = 0; from < runIds.length; from += AT_ONCE) {
		const rows = await db
			.selectFrom('undo')
			.selectAll()
			.where('run_id', 'in', runIds.slice(from, from + AT_ONCE))
			.orderBy('run_id')
			.orderBy('number')
			.execute();
		found.push(...rows.map(undoOf));
	}
	return found;
}

export function undoOf(row: Selectable<UndoTable>): KeptUndo {
	const undo = row.undo_json === null ? null : fromJsonText<UndoRecord>(row.undo_json, row.id);
	const path = row.report_path;
	return {
		...{ id: row.id, runId: row.run_id, number: row.number, by: row.by_name, reason: row.reason },
		...{ begunAt: row.begun_at, endedAt: row.ended_at },
		...{ owner: row.lease_owner, until: row.lease_until, setAside: setAsideOf(progressOf(row)) },
		verdict: row.verdict as UndoVerdict | null,
		items: undo?.items ?? Object.values(progressOf(row).settled).flat(),
		undo,
		report: path === null ? null : { path, sha256: row.report_sha256 ?? '' },
	};
}

const setAsideOf = ({ crashes = 0, waitUntil }: UndoProgress): KeptUndo['setAside'] =>
	waitUntil === undefined ? null : { crashes, until: waitUntil };

/** How far it has come. */
export const progressOf = ({
	id,
	progress_json: json,
}: Pick<Selectable<UndoTable>, 'id' | 'progress_json'>): UndoProgress =>
	json === null ? { settled: {}, calls: [] } : fromJsonText<UndoProgress>(json, id);
