import type { GraphConnection } from '../../nodes/shared/graph/connection';

/** Why a run does not begin: for good, or for now. */
export interface GateAnswer {
	readonly status: 'refused' | 'waiting';
	/** One line for people. */
	readonly message: string;
}

/**
 * Asked before a run looks anybody up. It only reads.
 *
 * @returns null when the run may begin
 */
export type Gate = (runId: string, connection: GraphConnection) => Promise<GateAnswer | null>;
