/**
 * So long after it was asked for an undo that was interrupted is gone on with: days later nobody expects that somebody's
 * access comes back.
 */
export const UNDO_HOURS = 24;
const HOUR_MS = 3_600_000;

/** Whether one that has not ended was asked for too long ago to be gone on with. */
export const isTooLate = (begunAt: string, now: Date): boolean =>
	now.getTime() - Date.parse(begunAt) > UNDO_HOURS * HOUR_MS;

/** What became of one that was left: for whoever has to ask again. @param at ISO 8601 UTC */
export const notGoneOnWith = (at: string): string =>
	`Interrupted on ${at.slice(0, 10)}, not gone on with: ask again to go on.`;
