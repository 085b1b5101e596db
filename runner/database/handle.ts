/** One open handle on a SQLite file. Whatever goes wrong with the file itself is a DatabaseError that names it. */
export interface SqliteHandle {
	/** How many statements were given to it and have not ended. */
	readonly waiting: number;
	/** Runs statements that take no parameters and give nothing back. */
	exec(sql: string): Promise<void>;
	/** Runs a statement and gives back its rows. */
	rows(sql: string, parameters: readonly Storable[]): Promise<unknown[]>;
	/** Runs a statement and gives back how many rows it changed. */
	change(sql: string, parameters: readonly Storable[]): Promise<number>;
	close(): Promise<void>;
}

/** What a database keeps as it is. */
export type Storable = string | number | Buffer | null;

/** How a handle is opened. */
export interface HandleOptions {
	readonly file: string;
	/** `write` creates the file when it is missing; `read` can never change it. */
	readonly mode: 'write' | 'read';
	/** How long a statement waits for another process, in milliseconds. */
	readonly busyTimeoutMs: number;
}

/** Which SQLite: the npm package, or the one inside Node. */
export type SqliteEngine = 'sqlite3' | 'node';
