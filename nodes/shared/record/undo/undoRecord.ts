import type { GraphCall } from '../../graph/call';
import type { Employee, Tenant } from '../../step/offboarding';
import type { UndoItem } from '../../undo/undoItem';

/**
 * `undone`: whatever can be undone is, and was seen so; `unseen`: some of it was accepted and does not show yet; `open`:
 * some of it failed, or nobody knows.
 */
export type UndoVerdict = 'undone' | 'unseen' | 'open';

/** The record of an offboarding that an undo is about: its PDF is named, and stays as it is. */
export interface UndoneRecord {
	readonly id: string;
	/** Of its PDF, hex; null where there was none, because the run was stopped before its last step. */
	readonly sha256: string | null;
	/** When the run had ended, ISO 8601 UTC. */
	readonly endedAt: string;
}

/**
 * The undo of an offboarding, with a record of its own. The first record is signed and stays as it is: this one names it
 * by its number and the SHA-256 of its file.
 */
export interface UndoRecord {
	readonly schema: 'offboardiq.undo/1';
	/** e.g. `OFF-2026-000412-U1`. */
	readonly id: string;
	readonly record: UndoneRecord;
	/** Runs of the same person that the run had gone on from: what they did is undone with it. The first one first. */
	readonly before: readonly UndoneRecord[];
	/** Runs that tried single steps of it again: what they did is undone with it. Left out where there were none. */
	readonly tries?: readonly UndoneRecord[];
	/** The undo before this one; null for the first. */
	readonly previous: { readonly id: string; readonly sha256: string } | null;
	readonly tenant: Tenant;
	readonly employee: Pick<Employee, 'id' | 'userPrincipalName' | 'displayName'>;
	/** Who asked for it, and why. */
	readonly askedBy: string | null;
	readonly reason: string;
	readonly begunAt: string;
	readonly endedAt: string;
	/** When it was interrupted, as far as is known, where nobody went on with it; left out: it went to its end. */
	readonly interruptedAt?: string;
	readonly verdict: UndoVerdict;
	readonly items: readonly UndoItem[];
	readonly calls: readonly GraphCall[];
	readonly product: { readonly name: string; readonly version: string };
}

export const UNDO_VERDICT_WORDS: Readonly<Record<UndoVerdict, string>> = {
	undone: 'Undone as far as it can be',
	unseen: 'Undone, not all seen yet',
	open: 'Not all of it was undone',
};

/** What the items come to: the worst of them. What can't be undone by anybody is no fault of an undo. */
export function verdictOnUndo(items: readonly Pick<UndoItem, 'status'>[]): UndoVerdict {
	const has = (...wanted: readonly UndoItem['status'][]) =>
		items.some(({ status }) => wanted.includes(status));
	if (has('failed', 'unknown', 'planned')) return 'open';
	return has('requested') ? 'unseen' : 'undone';
}
