import type { DirectoryLockRow, DirectoryPersonRow, DirectorySyncRow } from './directory-schema';

/** The tables as rows. Times are ISO 8601 UTC text, booleans 0 or 1, `json` columns are JSON text. */
export interface Schema {
	run: RunRow;
	step: StepRow;
	run_event: RunEventRow;
	run_number: RunNumberRow;
	directory_person: DirectoryPersonRow;
	directory_sync: DirectorySyncRow;
	directory_lock: DirectoryLockRow;
}

/** One offboarding, from before its look-up until its end. */
export interface RunRow {
	/** What people see, e.g. OFF-2026-000412. */
	id: string;
	/** `running` or one of RunStatus. */
	status: string;
	/** The object id or user principal name that was asked for. */
	requested_user: string;
	requested_manager: string | null;
	requested_by: string | null;
	ticket: string | null;
	requested_at: string;
	dry_run: number;
	tenant_id: string;
	cloud: string;
	/** The Offboarding as the last step left it; null until the look-up found somebody. */
	offboarding_json: string | null;
	started_at: string;
	finished_at: string | null;
	/** The one line that says why it was refused or failed. */
	message: string | null;
	report_path: string | null;
	report_sha256: string | null;
}

/** The last state of one of the ten rows of a run. No row: the run never reached it. */
export interface StepRow {
	run_id: string;
	key: string;
	/** `running` or a Status. */
	status: string;
	/** The whole StepOutcome once it ended. */
	outcome_json: string | null;
	started_at: string;
	finished_at: string | null;
}

/** What happened in a run, in order; never changed afterwards. */
export interface RunEventRow {
	run_id: string;
	/** 1 for the first event of its run. */
	sequence: number;
	at: string;
	type: string;
	data_json: string;
}

/** The last number given away in a series and a year. */
export interface RunNumberRow {
	series: string;
	year: number;
	last: number;
}
