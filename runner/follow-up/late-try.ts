import type { Queries } from '../database/db';
import type { RunRecord } from '../journal/run-record';
import { FollowUpError } from './follow-up';
import { readEnded } from './held-ended';
import { oneMoreTry } from './one-more-try';

/**
 * Why a try that was interrupted, or that waited, may not go on: by now it might not be begun. One that waits for months
 * is about somebody who may have come back, and what it would do may have been done, or undone, by others. Reads only.
 *
 * @returns one line for people; null where it may go on, and for every run that is no try
 */
export async function whyNotGoOn(
	db: Queries,
	{ id, request: { only } }: Pick<RunRecord, 'id' | 'request'>,
): Promise<string | null> {
	const [key] = only?.steps ?? [];
	if (!only || key === undefined) return null;
	try {
		await oneMoreTry(db, await readEnded(db, only.of), key, id);
		return null;
	} catch (error) {
		if (error instanceof FollowUpError) return error.message.replace(NOTHING_NOW, '');
		throw error;
	}
}

/** True of what is not begun; of what was begun it is said what became of it. */
const NOTHING_NOW = / Nothing was started now\.$/;
