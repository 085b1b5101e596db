import type { UndoProgress } from './read-undos';

/** An undo that this process works on, and the epoch of the lease under which it may write. */
export interface HeldUndo {
	readonly id: string;
	readonly number: number;
	readonly epoch: number;
	readonly begunAt: string;
	readonly by: string | null;
	readonly actor: string | null;
	readonly reason: string;
	readonly progress: UndoProgress;
}
