import sqlite3 from 'sqlite3';
import { explainSqliteError } from './errors';

/** What a statement gave back. `changes` counts rows only for a statement sent with `change`. */
export interface Changed {
	readonly changes: number;
}

/** One open handle on a SQLite file, with promises and with errors that name the file. */
export class SqliteHandle {
	readonly #file: string;
	readonly #database: sqlite3.Database;

	private constructor(file: string, database: sqlite3.Database) {
		this.#file = file;
		this.#database = database;
	}

	/**
	 * Opens a file.
	 *
	 * @param mode `write` creates the file when it is missing; `read` can never change it
	 * @throws DatabaseError when the file cannot be opened
	 */
	static open(file: string, mode: 'write' | 'read'): Promise<SqliteHandle> {
		const flags =
			mode === 'write' ? sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE : sqlite3.OPEN_READONLY;
		return new Promise((resolve, reject) => {
			const database = new sqlite3.Database(file, flags, (error) => {
				if (error) reject(explainSqliteError(error, file));
				else resolve(new SqliteHandle(file, database));
			});
		});
	}

	/** Runs statements that take no parameters and give nothing back. */
	exec(sql: string): Promise<void> {
		return new Promise((resolve, reject) => {
			this.#database.exec(sql, (error) => {
				if (error) reject(explainSqliteError(error, this.#file));
				else resolve();
			});
		});
	}

	/** Runs a statement and gives back its rows. */
	rows(sql: string, parameters: readonly unknown[]): Promise<unknown[]> {
		return new Promise((resolve, reject) => {
			this.#database.all(sql, [...parameters], (error, rows) => {
				if (error) reject(explainSqliteError(error, this.#file));
				else resolve(rows);
			});
		});
	}

	/** Runs a statement and gives back how many rows it touched. */
	change(sql: string, parameters: readonly unknown[]): Promise<Changed> {
		const file = this.#file;
		return new Promise((resolve, reject) => {
			this.#database.run(sql, [...parameters], function onRun(error) {
				if (error) reject(explainSqliteError(error, file));
				else resolve({ changes: this.changes });
			});
		});
	}

	close(): Promise<void> {
		return new Promise((resolve, reject) => {
			this.#database.close((error) => {
				if (error) reject(error);
				else resolve();
			});
		});
	}
}

const BUSY_ROUNDS = 250;
const BUSY_PAUSE_MS = 20;

/**
 * Tries again for five seconds while another process holds the file. SQLite's own waiting does not cover the change
 * to WAL, which everybody who opens a new file at the same moment wants to make.
 */
export async function whileBusy(work: () => Promise<void>): Promise<void> {
	for (let round = 1; ; round += 1) {
		try {
			return await work();
		} catch (error) {
			if (!isBusy(error) || round === BUSY_ROUNDS) throw error;
		}
		await new Promise((wake) => setTimeout(wake, BUSY_PAUSE_MS));
	}
}

function isBusy(error: unknown): boolean {
	const cause = error instanceof Error ? error.cause : undefined;
	return cause instanceof Error && 'code' in cause && cause.code === 'SQLITE_BUSY';
}
