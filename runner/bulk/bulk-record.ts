import type { CaseFacts } from '../../nodes/shared/step/caseFacts';
import type { StepChoices } from '../../nodes/shared/step/stepChoices';

/** One person on a list. */
export interface BulkMember {
	/** Object id or user principal name. */
	readonly user: string;
	/** Overrides the directory's manager. */
	readonly manager: string | null;
	/** In place of that of the list. */
	readonly ticket?: string | null;
	/** What is known of this person's leaving, beside what holds for the list. */
	readonly caseFacts?: CaseFacts | null;
	/** Who asked for this person, in place of who asked for the list. */
	readonly requestedBy?: string | null;
}

/** A list of people who are offboarded together, as the journal keeps it. */
export interface BulkRecord {
	/** What people see, e.g. BULK-2026-000003. */
	readonly id: string;
	readonly tenantId: string;
	readonly requestedBy: string | null;
	/** ISO 8601 UTC. */
	readonly requestedAt: string;
	readonly ticket: string | null;
	readonly dryRun: boolean;
	readonly reportFolder: string;
	readonly breakGlass: readonly string[];
	/** What holds for everybody on it; null: nothing. */
	readonly caseFacts: CaseFacts | null;
	/** Likewise what was chosen for single steps. */
	readonly choices: StepChoices | null;
	/** In the order of the list. */
	readonly members: readonly (BulkMember & {
		/** Null until their run began. */
		readonly runId: string | null;
	})[];
}
