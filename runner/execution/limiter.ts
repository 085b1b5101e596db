import type { Admission, Throttling } from '../../nodes/shared/graph/effectJournal';

/** Somebody who wants to send a request. */
export interface Ask {
	readonly request: Admission;
	/** The look-up and the first three steps: they go before everything else of the same tenant. */
	readonly isLockOut: boolean;
	/** Aborted when the run is stopped: the wait ends, and whoever waited is refused elsewhere. */
	readonly stopped: AbortSignal;
}

/** `late`: the request's own deadline passed while it waited, so it must not be sent. */
export type Admitted = 'go' | 'late';

/** What keeps all runs together within Microsoft's limits. */
export interface Limiter {
	/** Waits until a request of this tenant may be sent. */
	admit(tenantId: string, ask: Ask): Promise<Admitted>;
	/** What the service said. Resolves once a pause it asked for is on the disk. */
	answered(tenantId: string, request: Admission, answers: readonly Throttling[]): Promise<void>;
	/** Until when a service was asked to be left alone that this request counts against; null: it was not. */
	pausedUntil(tenantId: string, request: Admission): Date | null;
	/** The tenant has at least so many people: Microsoft gives larger ones more. */
	hasPeople(tenantId: string, people: number): void;
}

/** Lets everything pass: for measuring, and for tests of other things. */
export const NO_LIMITS: Limiter = {
	admit: async () => 'go',
	answered: async () => undefined,
	pausedUntil: () => null,
	hasPeople: () => undefined,
};
