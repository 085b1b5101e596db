import type { GraphClient } from '../graph/client';
import type { Employee, Holdings, Person } from './offboarding';
import type { ItemOutcome, StepOutcome } from './outcome';
import type { StepJournal } from './stepJournal';
import type { StepKey } from './vocabulary';

/** What a step is given. It decides nothing about who: the object id is settled before. */
export interface StepContext {
	readonly graph: GraphClient;
	readonly employee: Employee;
	/** From the look-up; null when the step runs without one, then it reads for itself. */
	readonly manager: Person | null | undefined;
	readonly holdings: Holdings | null;
	/** Object ids or UPNs of accounts that are offboarded too: they take nothing over. */
	readonly leaving?: readonly string[];
	/** How the steps before this one ended; absent where it runs alone. */
	readonly before?: readonly StepOutcome[];
	/** Reads only: answer what would be done. */
	readonly dryRun: boolean;
	/** The runner's; null in a self-hosted n8n. */
	readonly journal?: StepJournal | null;
	/** How long to wait for a write to become visible before it counts as accepted only, milliseconds. */
	readonly verifyForMs: number;
}

/** What a step's own work comes to. */
export interface StepResult {
	readonly items: readonly ItemOutcome[];
	/** One sentence about the whole, in the product's words. */
	readonly summary: string;
}

/** One step: its name in the table, and the work. */
export interface Step<Options> {
	readonly key: StepKey;
	/**
	 * Does the work and says what became of each item. Failures it expects are items; what it throws becomes one, so a
	 * step never ends without an outcome.
	 */
	readonly run: (context: StepContext, options: Options) => Promise<StepResult>;
}
