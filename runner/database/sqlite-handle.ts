import type { Database } from 'sqlite3';
import { explainSqliteError } from './errors';
import type { HandleOptions, SqliteHandle, Storable } from './handle';

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

	constructor(file: string, database: Database) {
		this.#file = file;
		this.#database = database;
	}

	exec(sql: string): Promise<void> {
		return new Promise((resolve, reject) => {
			this.#database.exec(sql, (error) => {
				if (error) reject(explained(error, this.#file));
				else resolve();
			});
		});
	}

	rows(sql: string, parameters: readonly Storable[]): Promise<unknown[]> {
		return new Promise((resolve, reject) => {
			this.#database.all(sql, [...parameters], (error, rows) => {
				if (error) reject(explained(error, this.#file));
				else resolve(rows);
			});
		});
	}

	change(sql: string, parameters: readonly Storable[]): Promise<number> {
		const file = this.#file;
		return new Promise((resolve, reject) => {
			this.#database.run(sql, [...parameters], function onRun(error) {
				if (error) reject(explained(error, file));
				else resolve(this.changes);
			});
		});
	}

	close(): Promise<void> {
		return new Promise((resolve, reject) => {
			this.#database.close((error) => {
				if (error) reject(explained(error, this.#file));
				else resolve();
			});
		});
	}
}

function explained(error: Error, file: string): Error {
	const code = 'code' in error ? String(error.code) : '';
	return explainSqliteError(error, code, file);
}
