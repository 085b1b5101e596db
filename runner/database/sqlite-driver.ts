import type { DatabaseConnection, Driver, TransactionSettings } from 'kysely';
import { isInBackground } from './background';
import { CommitGroup, type GroupWriter } from './commit-group';
import { DatabaseError, isBusy } from './errors';
import type { HandleOptions, SqliteEngine, SqliteHandle } from './handle';
import { openNodeSqlite } from './node-sqlite-handle';
import { SqliteFile } from './sqlite-file';
import { openSqlite3 } from './sqlite-handle';
import { SqliteTicket, type SqliteHandles } from './sqlite-ticket';
import { refuseInsideTransaction } from './transaction-scope';
import { WriterLock } from './writer-lock';

/** How the embedded database is opened. */
export interface SqliteOptions {
	readonly file: string;
	/** `sqlite3` unless said otherwise. */
	readonly engine?: SqliteEngine;
	/** How many read-only handles serve selects. */
	readonly readers?: number;
	/** How long a statement waits for the writer of this process, in milliseconds. */
	readonly lockTimeoutMs?: number;
	/** How long a statement waits for another process, in milliseconds. */
	readonly busyTimeoutMs?: number;
	/**
	 * For a process that only writes much: more memory, and seldom a checkpoint. Where somebody waits for a commit, a
	 * large checkpoint would be what they wait for.
	 */
	readonly bulk?: boolean;
}

const BUSY_PAUSE_MS = 20;

/**
 * One writer and some readers on one SQLite file.
 *
 * Two interleaved transactions on one handle would roll back each other's work, so the writer belongs to one
 * transaction from `begin immediate` until commit, and everybody else queues. Selects outside a transaction go to
 * read-only handles and therefore never see what is not committed.
 */
export class SqliteDriver implements Driver, SqliteHandles, GroupWriter {
	readonly #options: SqliteOptions;
	readonly #busyTimeoutMs: number;
	readonly #readers: SqliteHandle[] = [];
	readonly lock: WriterLock;
	readonly group: CommitGroup;
	#file: SqliteFile | null = null;
	#writer: SqliteHandle | null = null;

	constructor(options: SqliteOptions) {
		this.#options = options;
		this.#busyTimeoutMs = options.busyTimeoutMs ?? 5000;
		this.lock = new WriterLock(options.lockTimeoutMs ?? 30_000);
		this.group = new CommitGroup(this);
	}

	async init(): Promise<void> {
		try {
			const writer = await this.#openWriter();
			this.#file = new SqliteFile(this.#options.file);
			await this.#whileBusy(() => writer.exec('pragma journal_mode = wal'));
			if (this.#options.bulk) {
				await writer.exec('pragma cache_size = -24000; pragma wal_autocheckpoint = 12000');
			}
			for (let count = 0; count < (this.#options.readers ?? 4); count += 1) {
				const reader = await this.#open('read');
				this.#readers.push(reader);
				await reader.exec('pragma query_only = on');
			}
		} catch (error) {
			// Kysely would call this again and open everything once more.
			await this.destroy();
			throw error;
		}
	}

	async acquireConnection(): Promise<DatabaseConnection> {
		refuseInsideTransaction();
		return new SqliteTicket(this);
	}

	async beginTransaction(connection: DatabaseConnection, _settings: TransactionSettings) {
		await ticketOf(connection).begin();
	}

	async commitTransaction(connection: DatabaseConnection): Promise<void> {
		await ticketOf(connection).commit();
	}

	async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
		await ticketOf(connection).rollback();
	}

	async releaseConnection(connection: DatabaseConnection): Promise<void> {
		await ticketOf(connection).rollback();
	}

	async destroy(): Promise<void> {
		for (const reader of this.#readers.splice(0)) await reader.close();
		const writer = this.#writer;
		this.#writer = null;
		await writer?.close();
	}

	writer(): SqliteHandle {
		this.#file?.assertSame();
		return this.held();
	}

	held(): SqliteHandle {
		if (!this.#writer) throw new DatabaseError('The database is closed.');
		return this.#writer;
	}

	reader(): SqliteHandle {
		const reader = this.#readers[this.#leastBusy()];
		if (!reader) return this.writer();
		this.#file?.assertSame();
		return reader;
	}

	/** What goes on in the background has the last one to itself, so that nobody else's select waits behind its own. */
	#leastBusy(): number {
		const last = this.#readers.length - 1;
		if (isInBackground()) return last;
		let best = 0;
		for (let index = 1; index < last; index += 1) {
			if (this.#waitingAt(index) < this.#waitingAt(best)) best = index;
		}
		return best;
	}

	#waitingAt(index: number): number {
		return this.#readers[index]?.waiting ?? 0;
	}

	async rollBack(): Promise<void> {
		const writer = this.#writer;
		try {
			await writer?.exec('rollback');
		} catch (error) {
			// A full disk or a damaged page has ended the transaction already.
			if (String(error).includes('no transaction is active')) return;
			// Closing the handle ends it in any case. Nobody may go on inside it.
			this.#writer = null;
			await writer?.close();
			await this.#openWriter();
		}
	}

	#open(mode: HandleOptions['mode']): Promise<SqliteHandle> {
		const open = this.#options.engine === 'node' ? openNodeSqlite : openSqlite3;
		return open({ file: this.#options.file, mode, busyTimeoutMs: this.#busyTimeoutMs });
	}

	async #openWriter(): Promise<SqliteHandle> {
		const writer = await this.#open('write');
		this.#writer = writer;
		// FULL: an intent that is committed has to survive a power loss, or a wipe could be sent twice.
		await writer.exec('pragma synchronous = full; pragma foreign_keys = on');
		return writer;
	}

	/**
	 * Tries again while another process holds the file. SQLite's own waiting does not cover the change to WAL, which
	 * everybody who opens a new file at the same moment wants to make.
	 */
	async #whileBusy(work: () => Promise<void>): Promise<void> {
		const deadline = performance.now() + this.#busyTimeoutMs;
		for (;;) {
			try {
				return await work();
			} catch (error) {
				if (!isBusy(error) || performance.now() >= deadline) throw error;
			}
			await new Promise((wake) => setTimeout(wake, BUSY_PAUSE_MS));
		}
	}
}

function ticketOf(connection: DatabaseConnection): SqliteTicket {
	if (connection instanceof SqliteTicket) return connection;
	throw new Error('This connection belongs to another database');
}
