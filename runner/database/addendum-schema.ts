/** A later check of a run that has ended, with a record of its own. */
export interface AddendumRow {
	/** What people see, e.g. OFF-2026-000412-A1. */
	id: string;
	run_id: string;
	/** 1 for the first of its run. */
	number: number;
	checked_at: string;
	/** 1 for the one that a started runner makes by itself. */
	is_scheduled: number;
	/** `holds`, `open` or `broken`. */
	verdict: string;
	/** The Addendum; null once it was erased. */
	addendum_json: string | null;
	/** Where its PDF is, absolute. */
	report_path: string | null;
	report_sha256: string;
}
