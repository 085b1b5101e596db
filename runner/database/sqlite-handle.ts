import type { Database } from 'sqlite3';
import { explainSqliteError } from './errors';
import type { HandleOptions, SqliteHandle, Storable } from './handle';
import { KeptStatements } from './kept-statements';

/**
 * Opens a file with the npm package `sqlite3`. No other file names that package.
 *
 * @throws DatabaseError when the file cannot be opened
 */
export async function openSqlite3(options: HandleOptions): Promise<SqliteHandle> {
	// Loaded here, so that Postgres and Node's own SQLite do without its native part.
	const { default: sqlite3 } = await import('sqlite3');
	const flags =
		options.mode === 'write' ? sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE : sqlite3.OPEN_READONLY;
	const handle = await new Promise<Sqlite3Handle>((resolve, reject) => {
		const database = new sqlite3.Database(options.file, flags, (error) => {
			if (error) reject(explained(error, options.file));
			else resolve(new Sqlite3Handle(options.file, database));
		});
	});
	await handle.exec(`pragma busy_timeout = ${Math.trunc(options.busyTimeoutMs)}`);
	return handle;
}

/** Promises around the callbacks. */
class Sqlite3Handle implements SqliteHandle {
	readonly #file: string;
	readonly #database: Database;
	readonly #statements: KeptStatements;
	/** What was asked of it last. */
	#last: Promise<unknown> = Promise.resolve();
	#waiting = 0;

	constructor(file: string, database: Database) {
		this.#file = file;
		this.#database = database;
		this.#statements = new KeptStatements(database);
	}

	get waiting(): number {
		return this.#waiting;
	}

	exec(sql: string): Promise<void> {
		return this.#inTurn(
			() =>
				new Promise((resolve, reject) => {
					this.#database.exec(sql, (error) => {
						if (error) reject(error);
						else resolve();
					});
				}),
		);
	}

	rows(sql: string, parameters: readonly Storable[]): Promise<unknown[]> {
		return this.#inTurn(() =>
			this.#statements.with(
				sql,
				(statement) =>
					new Promise((resolve, reject) => {
						statement.all([...parameters], (error: Error | null, rows: unknown[]) => {
							if (error) reject(error);
							else resolve(rows);
						});
					}),
			),
		);
	}

	change(sql: string, parameters: readonly Storable[]): Promise<number> {
		return this.#inTurn(() =>
			this.#statements.with(
				sql,
				(statement) =>
					new Promise((resolve, reject) => {
						statement.run([...parameters], function onRun(error: Error | null) {
							if (error) reject(error);
							else resolve(this.changes);
						});
					}),
			),
		);
	}

	close(): Promise<void> {
		return this.#inTurn(() => {
			this.#statements.forgetAll();
			return new Promise((resolve, reject) => {
				this.#database.close((error) => {
					if (error) reject(error);
					else resolve();
				});
			});
		});
	}

	/**
	 * One after the other. SQLite would let them wait for each other as well, but each in a thread of its own: a few
	 * long searches then leave none for the writer, for files and for passwords.
	 */
	#inTurn<T>(work: () => Promise<T>): Promise<T> {
		this.#waiting += 1;
		const result = this.#last.then(work).catch((error: unknown) => {
			throw error instanceof Error ? explained(error, this.#file) : error;
		});
		this.#last = result.then(
			() => (this.#waiting -= 1),
			() => (this.#waiting -= 1),
		);
		return result;
	}
}

function explained(error: Error, file: string): Error {
	const code = 'code' in error ? String(error.code) : '';
	return explainSqliteError(error, code, file);
}
