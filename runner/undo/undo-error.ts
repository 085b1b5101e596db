/** It can't be undone, or not now. One line for people; nothing was changed. */
export class UndoError extends Error {
	override readonly name = 'UndoError';

	/** @param undoId of the undo that is under way, where that is why */
	constructor(
		message: string,
		readonly undoId: string | null = null,
	) {
		super(message);
	}
}

/** It was cut short: the process ends, or somebody else goes on with it. It is not lost. */
export class UndoInterrupted extends Error {
	override readonly name = 'UndoInterrupted';
}
