import type { CaseFacts } from '../../nodes/shared/step/caseFacts';

/** One person on a list. */
export interface BulkMember {
	/** Object id or user principal name. */
	readonly user: string;
	/** Overrides the directory's manager. */
	readonly manager: string | null;
}

/** A list of people who are offboarded together, as the journal keeps it. */
export interface BulkRecord {
	/** What people see, e.g. BULK-2026-000003. */
	readonly id: string;
	readonly tenantId: string;
	readonly requestedBy: string | null;
	readonly ticket: string | null;
	readonly dryRun: boolean;
	readonly reportFolder: string;
	readonly breakGlass: readonly string[];
	/** What holds for everybody on it; null: nothing. */
	readonly caseFacts: CaseFacts | null;
	/** In the order of the list. */
	readonly members: readonly (BulkMember & {
		/** Null until their run began. */
		readonly runId: string | null;
	})[];
}
