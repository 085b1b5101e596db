import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import type { DatabaseSync } from 'node:sqlite';
import { explainSqliteError, isBusy } from './errors';
import type { HandleOptions, SqliteHandle, Storable } from './handle';

/** The primary result codes of SQLite that say something about the file, as the npm package names them. */
const CODES: Readonly<Record<number, string>> = {
	3: 'SQLITE_PERM',
	5: 'SQLITE_BUSY',
	8: 'SQLITE_READONLY',
	10: 'SQLITE_IOERR',
	11: 'SQLITE_CORRUPT',
	13: 'SQLITE_FULL',
	14: 'SQLITE_CANTOPEN',
	15: 'SQLITE_PROTOCOL',
	26: 'SQLITE_NOTADB',
};

const BUSY_PAUSE_MS = 15;
const LONGEST_TURN_MS = 10;

/**
 * Opens a file with the SQLite inside Node.
 *
 * @throws DatabaseError when the file cannot be opened
 */
export async function openNodeSqlite(options: HandleOptions): Promise<SqliteHandle> {
	const { DatabaseSync } = await import('node:sqlite');
	try {
		const readOnly = options.mode === 'read';
		// Its own waiting would stop the whole process; NodeSqliteHandle waits between its attempts instead.
		const database = new DatabaseSync(options.file, { readOnly, timeout: 0 });
		return new NodeSqliteHandle(options, database);
	} catch (error) {
		throw explained(error, options.file);
	}
}

/** Every call is synchronous underneath, so it lets timers and sockets have their turn now and then. */
class NodeSqliteHandle implements SqliteHandle {
	readonly #options: HandleOptions;
	readonly #database: DatabaseSync;
	/** It answers before anybody could wait. */
	readonly waiting = 0;
	#turnBegan = performance.now();

	constructor(options: HandleOptions, database: DatabaseSync) {
		this.#options = options;
		this.#database = database;
	}

	exec(sql: string): Promise<void> {
		return this.#run(() => this.#database.exec(sql));
	}

	rows(sql: string, parameters: readonly Storable[]): Promise<unknown[]> {
		return this.#run(() =>
			this.#database
				.prepare(sql)
				.all(...parameters)
				.map(plainRow),
		);
	}

	change(sql: string, parameters: readonly Storable[]): Promise<number> {
		return this.#run(() => Number(this.#database.prepare(sql).run(...parameters).changes));
	}

	async close(): Promise<void> {
		this.#database.close();
	}

	/** A statement that found the file busy has done nothing, so trying it again does it once. */
	async #run<T>(work: () => T): Promise<T> {
		if (performance.now() - this.#turnBegan > LONGEST_TURN_MS) {
			await nextTurn();
			this.#turnBegan = performance.now();
		}
		const deadline = performance.now() + this.#options.busyTimeoutMs;
		for (;;) {
			try {
				return work();
			} catch (error) {
				const reason = explained(error, this.#options.file);
				if (!isBusy(reason) || performance.now() >= deadline) throw reason;
			}
			await pause(BUSY_PAUSE_MS);
		}
	}
}

function explained(error: unknown, file: string): Error {
	if (!(error instanceof Error)) return new Error(String(error));
	// The lowest byte is the primary code; the others only say where it happened.
	const code = 'errcode' in error ? CODES[Number(error.errcode) & 0xff] : undefined;
	return explainSqliteError(error, code ?? '', file);
}

/** Rows as the npm package gives them: plain objects, bytes as Buffer. */
function plainRow(row: Record<string, unknown>): Record<string, unknown> {
	const plain: Record<string, unknown> = { ...row };
	for (const [name, value] of Object.entries(plain)) {
		if (value instanceof Uint8Array) plain[name] = Buffer.from(value);
	}
	return plain;
}
