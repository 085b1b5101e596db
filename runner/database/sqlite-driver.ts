import type {
	CompiledQuery,
	DatabaseConnection,
	Driver,
	QueryResult,
	TransactionSettings,
} from 'kysely';
import { refuseInsideTransaction } from './transaction-scope';
import { SqliteHandle, whileBusy } from './sqlite-handle';
import { checkParameters } from './values';
import { WriterLock, type Release } from './writer-lock';

/** How the embedded database is opened. */
export interface SqliteOptions {
	readonly file: string;
	/** How many read-only handles serve selects. */
	readonly readers?: number;
	/** How long a statement waits for the writer, in milliseconds. */
	readonly lockTimeoutMs?: number;
	/**
	 * For a process that only writes much: more memory, and seldom a checkpoint. Where somebody waits for a commit, a
	 * large checkpoint would be what they wait for.
	 */
	readonly bulk?: boolean;
}

/**
 * One writer and some readers on one SQLite file.
 *
 * Two interleaved transactions on one handle would roll back each other's work, so the writer belongs to one
 * transaction from `begin immediate` until commit, and everybody else queues. Selects outside a transaction go to
 * read-only handles and therefore never see what is not committed.
 */
export class SqliteDriver implements Driver {
	readonly #options: SqliteOptions;
	readonly #lock: WriterLock;
	readonly #readers: SqliteHandle[] = [];
	#writer: SqliteHandle | null = null;
	#nextReader = 0;

	constructor(options: SqliteOptions) {
		this.#options = options;
		this.#lock = new WriterLock(options.lockTimeoutMs ?? 30_000);
	}

	async init(): Promise<void> {
		const writer = await SqliteHandle.open(this.#options.file, 'write');
		this.#writer = writer;
		// FULL: an intent that is committed has to survive a power loss, or a wipe could be sent twice.
		await writer.exec(
			'pragma busy_timeout = 5000; pragma synchronous = full; pragma foreign_keys = on',
		);
		await whileBusy(() => writer.exec('pragma journal_mode = wal'));
		if (this.#options.bulk) {
			await writer.exec('pragma cache_size = -24000; pragma wal_autocheckpoint = 12000');
		}
		for (let count = 0; count < (this.#options.readers ?? 2); count += 1) {
			const reader = await SqliteHandle.open(this.#options.file, 'read');
			await reader.exec('pragma busy_timeout = 5000; pragma query_only = on');
			this.#readers.push(reader);
		}
	}

	async acquireConnection(): Promise<DatabaseConnection> {
		refuseInsideTransaction();
		return new Ticket(
			this.#lock,
			() => this.#openWriter(),
			() => this.#openReader(),
		);
	}

	async beginTransaction(connection: DatabaseConnection, _settings: TransactionSettings) {
		await ticketOf(connection).begin();
	}

	async commitTransaction(connection: DatabaseConnection): Promise<void> {
		await ticketOf(connection).end('commit');
	}

	async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
		await ticketOf(connection).end('rollback');
	}

	async releaseConnection(connection: DatabaseConnection): Promise<void> {
		ticketOf(connection).giveBack();
	}

	async destroy(): Promise<void> {
		for (const reader of this.#readers.splice(0)) await reader.close();
		const writer = this.#writer;
		this.#writer = null;
		await writer?.close();
	}

	#openWriter(): SqliteHandle {
		if (!this.#writer) throw new Error('The database is closed');
		return this.#writer;
	}

	#openReader(): SqliteHandle {
		this.#nextReader = (this.#nextReader + 1) % Math.max(1, this.#readers.length);
		return this.#readers[this.#nextReader] ?? this.#openWriter();
	}
}

/** What Kysely holds while it talks to the database: not a handle, only the right to ask for one. */
class Ticket implements DatabaseConnection {
	readonly #lock: WriterLock;
	readonly #writer: () => SqliteHandle;
	readonly #reader: () => SqliteHandle;
	#release: Release | null = null;

	constructor(lock: WriterLock, writer: () => SqliteHandle, reader: () => SqliteHandle) {
		this.#lock = lock;
		this.#writer = writer;
		this.#reader = reader;
	}

	async begin(): Promise<void> {
		const release = await this.#lock.acquire();
		try {
			await this.#writer().exec('begin immediate');
		} catch (error) {
			release();
			throw error;
		}
		this.#release = release;
	}

	async end(how: 'commit' | 'rollback'): Promise<void> {
		await this.#writer().exec(how);
		this.giveBack();
	}

	giveBack(): void {
		this.#release?.();
		this.#release = null;
	}

	async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
		checkParameters(query.parameters);
		if (this.#release) return send<R>(this.#writer(), query);
		if (query.query.kind === 'SelectQueryNode') return send<R>(this.#reader(), query);
		const release = await this.#lock.acquire();
		try {
			return await send<R>(this.#writer(), query);
		} finally {
			release();
		}
	}

	streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
		throw new Error('Streaming is not supported: read in pages instead');
	}
}

async function send<R>(handle: SqliteHandle, query: CompiledQuery): Promise<QueryResult<R>> {
	if (isCounted(query)) {
		const { changes } = await handle.change(query.sql, query.parameters);
		return { rows: [], numAffectedRows: BigInt(changes) };
	}
	// Kysely's types give R to whoever wrote the query; SQLite knows nothing of it.
	const rows = (await handle.rows(query.sql, query.parameters)) as R[];
	return { rows };
}

/** A write without `returning` is counted; everything else may give back rows. */
function isCounted({ query }: CompiledQuery): boolean {
	const isWrite =
		query.kind === 'InsertQueryNode' ||
		query.kind === 'UpdateQueryNode' ||
		query.kind === 'DeleteQueryNode';
	return isWrite && query.returning === undefined;
}

function ticketOf(connection: DatabaseConnection): Ticket {
	if (connection instanceof Ticket) return connection;
	throw new Error('This connection belongs to another database');
}
