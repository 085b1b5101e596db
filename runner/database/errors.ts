/** Something is wrong with the data folder or its database. `message` is one line for the person who chose it. */
export class DatabaseError extends Error {
	override readonly name = 'DatabaseError';
}

const SENTENCES: Readonly<Record<string, string>> = {
	SQLITE_NOTADB: 'is not a database file. Restore it from a backup or use another --data folder.',
	SQLITE_CORRUPT: 'is damaged. Restore it from a backup or use another --data folder.',
	SQLITE_CANTOPEN: 'cannot be opened. Check that the folder exists and may be written to.',
	SQLITE_READONLY: 'may not be written to. Check the permissions of the folder and the file.',
	SQLITE_FULL: 'cannot grow: the disk is full. Free some space and try again.',
	SQLITE_IOERR: 'cannot be read or written: the disk reports an error. Check the disk.',
	SQLITE_BUSY: 'is held by another process for too long. End it or use another --data folder.',
	SQLITE_PROTOCOL: 'is held by too many processes. End some or use another --data folder.',
	SQLITE_PERM: 'may not be accessed. Check the permissions of the folder and the file.',
};

/**
 * Turns what SQLite reports about the file itself into one line that says what to do.
 * Errors about a statement (a constraint, bad SQL) come back unchanged: they are ours, not the operator's.
 *
 * @param code the name of the primary result code, e.g. SQLITE_FULL
 */
export function explainSqliteError(error: Error, code: string, file: string): Error {
	const sentence = SENTENCES[code];
	if (sentence === undefined) return error;
	return new SqliteFileError(code, `The database ${file} ${sentence}`, { cause: error });
}

/** Whether another process held the file for as long as the statement was ready to wait. */
export function isBusy(error: unknown): boolean {
	return error instanceof SqliteFileError && error.code === 'SQLITE_BUSY';
}

class SqliteFileError extends DatabaseError {
	readonly code: string;

	constructor(code: string, message: string, options: ErrorOptions) {
		super(message, options);
		this.code = code;
	}
}
