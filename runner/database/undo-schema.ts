import type { Generated } from 'kysely';

/** The undo of an offboarding. The run that it is about is never changed by it. */
export interface UndoTable {
	/** What people see, e.g. OFF-2026-000412-U1. */
	id: string;
	run_id: string;
	/** 1 for the first of its run. */
	number: number;
	tenant_id: string;
	/** Entra object id, lower case; null once it was erased. */
	employee_id: string | null;
	/** 1 until it has ended: no other undo, and no offboarding, of the same person may begin. */
	active: number;
	/** Who asked for it, for people; null: not known, or erased. */
	by_name: string | null;
	/** Who that is in the audit log, where it is not the same text. */
	actor: string | null;
	/** In the words of whoever asked; null once it was erased. */
	reason: string | null;
	begun_at: string;
	ended_at: string | null;
	/** Which process works on it; null: none. */
	lease_owner: string | null;
	/** Until when, by the clock of the database. */
	lease_until: string | null;
	/** Goes up with every owner: what an earlier one still writes is refused. */
	lease_epoch: number;
	/** How many writes were written down: the last number given away in `undo_effect`. */
	effect_count: Generated<number>;
	/** An UndoProgress; null before anything is settled, and once it was erased. */
	progress_json: string | null;
	/** An UndoVerdict; null until it has ended. */
	verdict: string | null;
	/** The UndoRecord; null until it has ended, and once it was erased. */
	undo_json: string | null;
	/** Where its PDF is, absolute. */
	report_path: string | null;
	report_sha256: string | null;
}

/** One write of an undo to Graph: written down before it is sent. */
export interface UndoEffectRow {
	undo_id: string;
	sequence: number;
	/** An EffectClass. */
	class: string;
	method: string;
	/** Version, path and query without host; no body. */
	path: string;
	target: string | null;
	target_id: string | null;
	/** Of the lease under which it was meant. */
	epoch: number;
	/** `intent` until its end is known; then `done`, `refused` or `open`. */
	state: string;
	intent_at: string;
	ended_at: string | null;
	status: number | null;
	request_id: string | null;
	attempts: number;
}
