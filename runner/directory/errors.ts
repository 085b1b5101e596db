/** A sync could not go on, for a reason that is neither Graph's nor the database's. `message` is one line for people. */
export class DirectoryError extends Error {
	override readonly name: string = 'DirectoryError';
}

/** Somebody else syncs this tenant. Nothing was begun. */
export class DirectoryBusyError extends DirectoryError {
	override readonly name = 'DirectoryBusyError';
}
