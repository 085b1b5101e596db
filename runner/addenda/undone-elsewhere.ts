import type { OnlySteps } from '../../nodes/shared/step/onlySteps';
import type { Queries } from '../database/db';
import { followUpsOf } from '../follow-up/follow-up';
import { continuedIn } from '../follow-up/held-ended';
import { undosOf } from '../undo/read-undos';

/**
 * The run with whose undo another one was undone, or is being: the one that it tried a step of again, or one that went
 * on where it ended. What that undo put back is no alarm.
 *
 * @param only what it tried again; null: it was a whole offboarding
 * @returns null where there is none, also where it was undone by itself
 */
export async function undoneElsewhere(
	db: Queries,
	runId: string,
	only: OnlySteps | null | undefined,
): Promise<string | null> {
	const seen = new Set<string>();
	for (let id: string | null = only?.of ?? runId; id !== null && !seen.has(id);) {
		seen.add(id);
		const undos = await undosOf(db, [id]);
		if (undos.length > 0) return id === runId ? null : id;
		id = continuedIn(await followUpsOf(db, [id]));
	}
	return null;
}
