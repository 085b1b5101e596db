import type { Admission } from '../../nodes/shared/graph/effectJournal';

/** What keeps all runs of this process together within Microsoft's limits. */
export interface Limiter {
	/** Waits until a request of this tenant may be sent; returns early when the run is stopped. */
	admit(tenantId: string, request: Admission, stopped: AbortSignal): Promise<void>;
}

/** Lets everything pass: one run alone stays far below every limit. */
export const NO_LIMITS: Limiter = { admit: async () => undefined };
