import { isTooLate, type KeptUndo } from '../../runner';

/** Whether somebody works on it. */
export const isHeld = ({ owner, until }: KeptUndo, now: Date): boolean =>
	owner !== null && (until ?? '') > now.toISOString();

/** Whether it was interrupted, and asked for too long ago to be gone on with: it is ended, and has to be asked for again. */
export const isLeft = (undo: KeptUndo, now: Date): boolean =>
	undo.endedAt === null && !isHeld(undo, now) && isTooLate(undo.begunAt, now);
