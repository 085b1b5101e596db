import { statSync } from 'node:fs';
import { DatabaseError } from './errors';

/**
 * Remembers which file a path named. A file that is deleted or replaced while it is open goes on working for whoever
 * has it open, and everything written to it is lost: an intent to wipe among it.
 */
export class SqliteFile {
	readonly path: string;
	readonly #identity: string;

	/** @param path an existing file */
	constructor(path: string) {
		this.path = path;
		this.#identity = identityOf(path);
	}

	/** @throws DatabaseError when the path names another file now, or none */
	assertSame(): void {
		if (identityOf(this.path) === this.#identity) return;
		throw new DatabaseError(
			`The database ${this.path} was deleted or replaced while it was in use. Put it back and start again.`,
		);
	}
}

/** Synchronous, because it takes a few microseconds and nothing may come between it and the statement. */
function identityOf(path: string): string {
	try {
		const { dev, ino } = statSync(path, { bigint: true });
		return `${dev}:${ino}`;
	} catch {
		return 'gone';
	}
}
