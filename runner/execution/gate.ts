import type { GraphConnection } from '../../nodes/shared/graph/connection';
import type { EffectJournal } from '../../nodes/shared/graph/effectJournal';

/** Why a run does not begin: for good, or for now. */
export interface GateAnswer {
	readonly status: 'refused' | 'waiting';
	/** One line for people. */
	readonly message: string;
}

/**
 * Asked before a run looks anybody up. It only reads, and only while the run is held: what it sends goes by the journal.
 *
 * @returns null when the run may begin
 */
export type Gate = (
	runId: string,
	connection: GraphConnection,
	journal: EffectJournal,
) => Promise<GateAnswer | null>;
