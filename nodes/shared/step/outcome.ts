import type { GraphCall } from '../graph/call';
import type { Status, StepKey, StepName } from './vocabulary';

/** What happened to one thing inside a step: one role, one device, one method, one group. */
export interface ItemOutcome {
	/** What a person recognises it by. Comes from the tenant: data, never markup. */
	readonly target: string;
	/** Its id in Graph, or null where the thing has none (a mailbox setting). */
	readonly targetId: string | null;
	readonly status: Status;
	/** True only after a read that shows it. `done` and not verified is written *accepted* or *requested*. */
	readonly verified: boolean;
	/** Why, in one sentence; null only for a plain `done`. */
	readonly reason: string | null;
	/** Graph's error code, when there was one. */
	readonly code: string | null;
	/** Graph's `request-id` of the call that decided the status. */
	readonly requestId: string | null;
	/** How often the deciding request was sent; 0 when nothing was sent. */
	readonly attempts: number;
	/** When Graph accepted it, ISO 8601 UTC; null when nothing was accepted. */
	readonly acceptedAt: string | null;
	/** When a read showed it, ISO 8601 UTC. */
	readonly verifiedAt: string | null;
	/** The value before and after, where there is one worth keeping. Never a secret. */
	readonly before: string | null;
	readonly after: string | null;
}

/** How one of the steps ended. Travels in the n8n item, is stored by the runner and printed in the PDF. */
export interface StepOutcome {
	readonly number: StepName['number'];
	readonly key: StepKey;
	readonly status: Status;
	/** True when everything that was done was read back. */
	readonly verified: boolean;
	/** One sentence that says what happened, for people. */
	readonly summary: string;
	/** Why it was skipped, blocked, failed or is unknown, or accepted only; null when done and seen. */
	readonly reason: string | null;
	readonly items: readonly ItemOutcome[];
	/** ISO 8601 UTC with milliseconds. */
	readonly startedAt: string;
	readonly finishedAt: string;
	/** Every request this step sent to Graph, without bodies. */
	readonly calls: readonly GraphCall[];
}

/** True for an outcome in which nothing waits to be started: whoever goes on with a run passes it over. */
export function isOver(outcome: StepOutcome): boolean {
	return [outcome, ...outcome.items].every(({ status }) => status !== 'pending');
}
