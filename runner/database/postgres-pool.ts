import { hostname } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PostgresPool as KyselyPool, PostgresPoolClient } from 'kysely';
import { Pool, type PoolClient, type PoolConfig, type QueryConfig } from 'pg';
import { DatabaseError } from './errors';
import { PostgresConnection } from './postgres-connection';
import { GuardedClient } from './postgres-client';
import { explainConnectError } from './postgres-errors';
import { PORTABLE_TYPES } from './postgres-types';
import type { PostgresPlace } from './postgres-url';
import { refuseInsideTransaction } from './transaction-scope';

/** How the database on a Postgres server is used. Times are milliseconds; those in the URL win. */
export interface PostgresOptions {
	readonly place: PostgresPlace;
	/** How long a statement waits for a row that somebody else changes. */
	readonly lockTimeoutMs?: number;
	/** How long a statement may take. */
	readonly statementTimeoutMs?: number;
	/** How long a transaction may do nothing. */
	readonly idleInTransactionTimeoutMs?: number;
	/** How long it waits for a new connection, or for one of its own to be free. */
	readonly connectTimeoutMs?: number;
}

const IDLE_UNTIL_CHECKED_MS = 1000;
/** As long as a lease: whoever is frozen or cut off for longer has lost its runs, and must not hold their rows any more. */
const IDLE_IN_TRANSACTION_MS = 10_000;
/** A firewall that forgot a connection lets nothing through and says nothing, so the question has a limit of its own. */
const CHECK: QueryConfig & { query_timeout: number } = { text: 'select 1', query_timeout: 3000 };

/** The connections. Kysely takes one for a statement or a transaction and gives it back. */
export class PostgresPool implements KyselyPool {
	readonly options: PoolConfig;
	readonly #place: PostgresPlace;
	readonly #pool: Pool;
	readonly #taken = new Set<GuardedClient>();
	readonly #givenBackAt = new WeakMap<PoolClient, number>();

	constructor(options: PostgresOptions) {
		this.#place = options.place;
		this.options = poolConfig(options);
		this.#pool = new Pool({ ...this.options, Client: PostgresConnection });
		// A connection that dies while nobody uses it is replaced when somebody needs one.
		this.#pool.on('error', () => undefined);
	}

	/** @throws DatabaseError when the server cannot be reached, refuses, or every connection is taken for too long */
	async connect(): Promise<PostgresPoolClient> {
		refuseInsideTransaction();
		const takenAt = new Error('The connection was taken here');
		// The pool hears of connections that have died when sockets are read. The second turn is surely after that.
		await nextTurn();
		await nextTurn();
		const client = await this.#liveClient();
		const guarded = new GuardedClient(client, this.#place, takenAt, this.#taken, this.options);
		this.#taken.add(guarded);
		guarded.onRelease(() => {
			this.#taken.delete(guarded);
			this.#givenBackAt.set(client, performance.now());
		});
		return guarded;
	}

	end(): Promise<void> {
		return this.#pool.end();
	}

	/** A connection that rested for a while is asked whether it is still there, before a statement is risked on it. */
	async #liveClient(): Promise<PoolClient> {
		for (let attempt = 0; ; attempt += 1) {
			const client = await this.#newClient();
			const rested = performance.now() - (this.#givenBackAt.get(client) ?? performance.now());
			if (rested < IDLE_UNTIL_CHECKED_MS) return client;
			try {
				await client.query(CHECK);
				return client;
			} catch (error) {
				client.release(true);
				if (attempt > this.#place.poolSize) throw explainConnectError(error, this.#place);
			}
		}
	}

	async #newClient(): Promise<PoolClient> {
		try {
			return await this.#pool.connect();
		} catch (error) {
			throw this.#allTaken(error) ?? explainConnectError(error, this.#place);
		}
	}

	#allTaken(error: unknown): DatabaseError | null {
		if (!String(error).includes('timeout exceeded when trying to connect')) return null;
		const seconds = ((this.options.connectionTimeoutMillis ?? 0) / 1000).toFixed(1);
		const [oldest] = this.#taken;
		return new DatabaseError(
			`Waited ${seconds} s for the database; all ${this.#place.poolSize} connections are in use. Raise pool_size in DATABASE_URL.`,
			{ cause: oldest?.takenAt },
		);
	}
}

function poolConfig(options: PostgresOptions): PoolConfig {
	const { place, statementTimeoutMs = 60_000 } = options;
	return {
		connectionString: place.connectionString,
		max: place.poolSize,
		application_name: `offboardiq ${hostname()} ${process.pid}`.slice(0, 63),
		// An intent that is committed has to survive a power loss, or a wipe could be sent twice.
		options: '-c synchronous_commit=on -c default_transaction_isolation=read\\ committed',
		types: PORTABLE_TYPES,
		keepAlive: true,
		connectionTimeoutMillis: options.connectTimeoutMs ?? 10_000,
		idleTimeoutMillis: 30_000,
		lock_timeout: options.lockTimeoutMs ?? 30_000,
		statement_timeout: statementTimeoutMs,
		// For a server that has gone without a word: a little longer than the server itself would take.
		query_timeout: statementTimeoutMs + 5000,
		idle_in_transaction_session_timeout:
			options.idleInTransactionTimeoutMs ?? IDLE_IN_TRANSACTION_MS,
	};
}
