import type { Generated, Selectable } from 'kysely';

/** Until when nobody may ask a service of a tenant anything. */
export interface PauseRow {
	tenant_id: string;
	/** A Service of runner/limits. */
	service: string;
	/** By the clock on the wall. */
	until: string;
}

/** A list of people who are offboarded together. */
export interface BulkTable {
	/** What people see, e.g. BULK-2026-000003. */
	id: string;
	tenant_id: string;
	cloud: string;
	requested_by: string | null;
	ticket: string | null;
	requested_at: string;
	dry_run: number;
	report_folder: string;
	break_glass_json: string;
	/** Null while somebody on it has no run, or one that has not ended. */
	finished_at: string | null;
	/** Which process works on it, and until when that is sure. */
	lease_owner: string | null;
	lease_until: string | null;
	/** The CaseFacts that hold for everybody on it; null: none. */
	case_json: Generated<string | null>;
	/** The StepChoices that hold for everybody on it; null: none. */
	choices_json: Generated<string | null>;
	/** Whoever's turn has not come is not begun any more. */
	cancel_requested_at: Generated<string | null>;
}

/** A row of `bulk` as it is read. */
export type BulkRow = Selectable<BulkTable>;

/** One person on a list. */
export interface BulkMemberRow {
	bulk_id: string;
	/** 0 for the first. */
	position: number;
	requested_user: string;
	requested_manager: string | null;
	/** Null until their run began. */
	run_id: string | null;
	/** In place of that of the list; null: that of the list. */
	ticket: Generated<string | null>;
	/** CaseFacts of this person, beside those of the list; null: none. */
	case_json: Generated<string | null>;
	/** In place of who asked for the list; null: whoever did. */
	requested_by: Generated<string | null>;
}

/** A Global Administrator whose offboarding was let through: counted as gone by every other. */
export interface LeavingAdministratorRow {
	run_id: string;
	tenant_id: string;
	employee_id: string;
	at: string;
}

/** The row that is held while the administrators of a tenant are counted. */
export interface AdministratorGuardRow {
	tenant_id: string;
	version: number;
}
