import type { CaseFacts } from '../../nodes/shared/step/caseFacts';
import type { OnlySteps } from '../../nodes/shared/step/onlySteps';
import type { StepChoices } from '../../nodes/shared/step/stepChoices';
import type { Offboarding } from '../../nodes/shared/step/offboarding';
import type { StepOutcome } from '../../nodes/shared/step/outcome';
import type { RunStatus, StepKey, StepName } from '../../nodes/shared/step/vocabulary';

/** What was asked for, as the journal keeps it. No credential is part of it. */
export interface RunRequest {
	readonly user: string;
	readonly manager: string | null;
	readonly requestedBy: string | null;
	/** Who that is in the audit log, where it is not the same text; kept there only. */
	readonly actor?: string;
	readonly ticket: string | null;
	/** ISO 8601 UTC. */
	readonly requestedAt: string;
	readonly dryRun: boolean;
	readonly tenantId: string;
	readonly cloud: string;
	/** Where the PDF goes, absolute. */
	readonly reportFolder: string;
	/** Object ids or UPNs of accounts that must never be offboarded. */
	readonly breakGlass: readonly string[];
	/** What whoever asked knows of the leaving itself; left out or null: nothing. */
	readonly caseFacts?: CaseFacts | null;
	/** What whoever asked chose for single steps; left out or null: the defaults. */
	readonly choices?: StepChoices | null;
	/** Sight of the account that whoever asked had, see `sightOf`; left out or null: none, and nothing is compared. */
	readonly seen?: string | null;
	/** The steps of another run that are tried again; left out or null: all nine, as ever. */
	readonly only?: OnlySteps | null;
}

/** One of the ten rows of a run. `outcome` is null while it has none: not started, or started and not ended. */
export interface StepRecord {
	readonly number: StepName['number'];
	readonly key: StepKey;
	/** ISO 8601 UTC; null when it was never reached. */
	readonly startedAt: string | null;
	readonly outcome: StepOutcome | null;
}

/** One offboarding as it stands in the journal. */
export interface RunRecord {
	readonly id: string;
	/** `running` until its end is written; a run that a crash interrupted stays so. */
	readonly status: RunStatus | 'running';
	readonly request: RunRequest;
	/** As the last step left it; null until the look-up found somebody. */
	readonly offboarding: Offboarding | null;
	/** Always ten, in the order of the nine. */
	readonly steps: readonly StepRecord[];
	readonly startedAt: string;
	readonly finishedAt: string | null;
	/** Why it was refused or failed, in one line. */
	readonly message: string | null;
	readonly report: Report | null;
}

/** The PDF on disk, after it was read back. */
export interface Report {
	/** Absolute. */
	readonly path: string;
	/** Hex. */
	readonly sha256: string;
}

/** How a run ended, as it is written down. */
export interface RunEnd {
	readonly status: RunStatus;
	readonly message: string | null;
	readonly report: Report | null;
}
