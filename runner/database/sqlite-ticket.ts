import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import type { SqliteHandle } from './handle';
import { exactRows, storable } from './values';
import type { Release, WriterLock } from './writer-lock';

/** Where a ticket gets its handles. */
export interface SqliteHandles {
	readonly lock: WriterLock;
	/** @throws DatabaseError when the file is not there any more */
	writer(): SqliteHandle;
	/** @throws DatabaseError when the file is not there any more */
	reader(): SqliteHandle;
	/** Ends the transaction of the writer, whatever state it is in. */
	rollBack(): Promise<void>;
}

/** What Kysely holds while it talks to SQLite: not a handle, only the right to ask for one. */
export class SqliteTicket implements DatabaseConnection {
	readonly #handles: SqliteHandles;
	#release: Release | null = null;
	#failed = false;

	constructor(handles: SqliteHandles) {
		this.#handles = handles;
	}

	async begin(): Promise<void> {
		const release = await this.#handles.lock.acquire();
		try {
			await this.#handles.writer().exec('begin immediate');
		} catch (error) {
			release();
			throw error;
		}
		this.#failed = false;
		this.#release = release;
	}

	/** As on Postgres, a transaction in which a statement failed cannot be committed. */
	async commit(): Promise<void> {
		if (this.#failed) throw new Error('Transaction was rolled back instead of committed');
		await this.#handles.writer().exec('commit');
		this.giveBack();
	}

	async rollback(): Promise<void> {
		try {
			await this.#handles.rollBack();
		} finally {
			this.giveBack();
		}
	}

	giveBack(): void {
		this.#release?.();
		this.#release = null;
	}

	async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
		if (this.#release) return this.#inTransaction<R>(query);
		if (query.query.kind === 'SelectQueryNode') {
			return send<R>(() => this.#handles.reader(), query);
		}
		const release = await this.#handles.lock.acquire();
		try {
			return await send<R>(() => this.#handles.writer(), query);
		} finally {
			release();
		}
	}

	streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
		throw new Error('Streaming is not supported: read in pages instead');
	}

	async #inTransaction<R>(query: CompiledQuery): Promise<QueryResult<R>> {
		if (this.#failed) {
			throw new Error('A statement of this transaction failed. It has to end and be begun again.');
		}
		try {
			return await send<R>(() => this.#handles.writer(), query);
		} catch (error) {
			// What was refused before it was sent has not touched the transaction.
			this.#failed = !(error instanceof TypeError);
			throw error;
		}
	}
}

async function send<R>(handle: () => SqliteHandle, query: CompiledQuery): Promise<QueryResult<R>> {
	const parameters = storable(query.parameters);
	if (isCounted(query)) {
		const changes = await handle().change(query.sql, parameters);
		return { rows: [], numAffectedRows: BigInt(changes) };
	}
	// Kysely's types give R to whoever wrote the query; SQLite knows nothing of it.
	const rows = (await handle().rows(query.sql, parameters)) as R[];
	return { rows: exactRows(rows) };
}

/** A write without `returning` is counted; everything else may give back rows. */
function isCounted({ query }: CompiledQuery): boolean {
	const isWrite =
		query.kind === 'InsertQueryNode' ||
		query.kind === 'UpdateQueryNode' ||
		query.kind === 'DeleteQueryNode';
	return isWrite && query.returning === undefined;
}
