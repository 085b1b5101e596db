import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import type { CommitGroup } from './commit-group';
import type { SqliteHandle } from './handle';
import { exactRows, storable } from './values';
import type { Release } from './writer-lock';

/** Where a ticket gets its handles. */
export interface SqliteHandles {
	readonly group: CommitGroup;
	/** @throws DatabaseError when the file is not there any more */
	writer(): SqliteHandle;
	/** The writer inside a transaction, whose commit looks whether the file is there. @throws DatabaseError */
	held(): SqliteHandle;
	/** @throws DatabaseError when the file is not there any more */
	reader(): SqliteHandle;
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
		this.#release = await this.#handles.group.begin();
		this.#failed = false;
	}

	/** As on Postgres, a transaction in which a statement failed cannot be committed. */
	async commit(): Promise<void> {
		if (this.#failed) throw new Error('Transaction was rolled back instead of committed');
		const release = this.#leave();
		if (release) await this.#handles.group.commit(release);
	}

	async rollback(): Promise<void> {
		const release = this.#leave();
		if (release) await this.#handles.group.rollback(release);
	}

	async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
		if (this.#release) return this.#inTransaction<R>(query);
		if (isSelect(query)) {
			return send<R>(() => this.#handles.reader(), query);
		}
		return await this.#handles.group.alone(() => send<R>(() => this.#handles.writer(), query));
	}

	streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
		throw new Error('Streaming is not supported: read in pages instead');
	}

	#leave(): Release | null {
		const release = this.#release;
		this.#release = null;
		return release;
	}

	async #inTransaction<R>(query: CompiledQuery): Promise<QueryResult<R>> {
		if (this.#failed) {
			throw new Error('A statement of this transaction failed. It has to end and be begun again.');
		}
		try {
			return await send<R>(() => this.#handles.held(), query);
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

/** Reads only. The clock is asked for in words, which Kysely does not look into. */
function isSelect({ query, sql }: CompiledQuery): boolean {
	return (
		query.kind === 'SelectQueryNode' || (query.kind === 'RawNode' && /^\s*select\b/i.test(sql))
	);
}

/** A write without `returning` is counted; everything else may give back rows. */
function isCounted({ query }: CompiledQuery): boolean {
	const isWrite =
		query.kind === 'InsertQueryNode' ||
		query.kind === 'UpdateQueryNode' ||
		query.kind === 'DeleteQueryNode';
	return isWrite && query.returning === undefined;
}
