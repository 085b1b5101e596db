import type { GraphClient } from '../graph/client';
import { addressInJournal } from '../graph/ledger';
import type { GraphRequest } from '../graph/request';
import type { Employee } from '../step/offboarding';
import type { EarlierEffect } from '../step/stepJournal';

/** What undoing a step is given. Whom it is about is settled before, by object id. */
export interface UndoContext {
	readonly graph: GraphClient;
	readonly employee: Pick<
		Employee,
		'id' | 'displayName' | 'userPrincipalName' | 'onPremisesSyncEnabled'
	>;
	/** Reads only: says what would be undone. */
	readonly dryRun: boolean;
	/** How long to wait for a write to become visible, milliseconds. */
	readonly verifyForMs: number;
	/** What this undo had sent before it was interrupted. */
	readonly earlier: readonly EarlierEffect[];
}

/** The write of ours, sent before an interruption, that just this request would repeat; null: none that may have been done. */
export function sentBefore(
	{ earlier }: Pick<UndoContext, 'earlier'>,
	request: GraphRequest,
	targetId: string | null = null,
): EarlierEffect | null {
	const { method, path } = addressInJournal(request);
	const same = earlier.findLast(
		(effect) =>
			effect.method === method &&
			effect.path.toLowerCase() === path.toLowerCase() &&
			(targetId === null || effect.targetId === targetId) &&
			effect.state !== 'refused',
	);
	return same ?? null;
}

export const DONE_BEFORE = 'Sent before an interruption; a read shows it.';
