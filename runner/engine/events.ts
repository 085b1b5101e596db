import type { CaseFacts } from '../../nodes/shared/step/caseFacts';
import type { StepChoices } from '../../nodes/shared/step/stepChoices';
import type { Offboarding } from '../../nodes/shared/step/offboarding';
import type { StepOutcome } from '../../nodes/shared/step/outcome';
import type { StepKey } from '../../nodes/shared/step/vocabulary';
import type { GraphConnection } from '../../nodes/shared/graph/connection';

/** What one run is given. */
export interface EngineRun {
	/** The id people see; it is printed on the record. */
	readonly id: string;
	/** What the nodes know the execution by, unique in this process; the id when left out. */
	readonly executionId?: string;
	readonly connection: GraphConnection;
	/** Object id or user principal name. */
	readonly user: string;
	/** Overrides the directory's manager. */
	readonly manager: string | null;
	readonly dryRun: boolean;
	/** Object ids or UPNs of accounts that must never be offboarded. */
	readonly breakGlass?: readonly string[];
	/** Object ids or UPNs of accounts that are offboarded too: they take nothing over. */
	readonly leaving?: readonly string[];
	readonly requestedBy: string | null;
	readonly ticket: string | null;
	/** ISO 8601 UTC. */
	readonly requestedAt: string;
	/** What whoever asked knows of the leaving itself. */
	readonly caseFacts?: CaseFacts | null;
	/** What whoever asked chose for single steps. */
	readonly choices?: StepChoices | null;
	/** The offboarding as it stood when it was interrupted; null for one that begins. */
	readonly resumed?: Offboarding | null;
	/** Ends the run after the step that is under way. */
	readonly signal?: AbortSignal;
}

/** What happens during a run, in order. The engine waits for the listener, and stops when the listener throws. */
export type EngineEvent =
	| { readonly type: 'lookUpStarted'; readonly at: string }
	| { readonly type: 'lookedUp'; readonly offboarding: Offboarding }
	| { readonly type: 'stepStarted'; readonly key: StepKey; readonly at: string }
	| {
			readonly type: 'stepFinished';
			readonly outcome: StepOutcome;
			readonly offboarding: Offboarding;
			/** The PDF, when this step made one. */
			readonly document: Uint8Array | null;
	  };

export type EngineListener = (event: EngineEvent) => void | Promise<void>;

/** How a run ended. `finished` says that every node ran, not that every step succeeded. */
export type EngineResult =
	| { readonly status: 'finished'; readonly offboarding: Offboarding }
	| { readonly status: 'refused'; readonly message: string }
	| { readonly status: 'cancelled'; readonly offboarding: Offboarding | null }
	| {
			readonly status: 'failed';
			readonly message: string;
			readonly offboarding: Offboarding | null;
	  };
