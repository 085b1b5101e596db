import type { PostgresCursor, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type { PoolClient, PoolConfig } from 'pg';
import { DatabaseError } from './errors';
import { PostgresConnection } from './postgres-connection';
import { breaksConnection, explainPostgresError } from './postgres-errors';
import type { PostgresPlace } from './postgres-url';
import { storable } from './values';

const LOCK_NOT_AVAILABLE = '55P03';
const GONE: PostgresQueryResult<never> = { command: 'ROLLBACK', rowCount: 0, rows: [] };

interface Session {
	readonly pid: number;
	readonly who: string;
}

/** One connection in somebody's hands. A statement is sent once; when its answer is lost, that is said. */
export class GuardedClient implements PostgresPoolClient {
	readonly takenAt: Error;
	readonly #client: PoolClient;
	readonly #place: PostgresPlace;
	readonly #taken: ReadonlySet<GuardedClient>;
	readonly #config: PoolConfig;
	readonly #ignore = () => {
		this.#broken = true;
	};
	#broken = false;
	#released: () => void = () => undefined;

	constructor(
		client: PoolClient,
		place: PostgresPlace,
		takenAt: Error,
		taken: ReadonlySet<GuardedClient>,
		config: PoolConfig,
	) {
		this.takenAt = takenAt;
		this.#client = client;
		this.#place = place;
		this.#taken = taken;
		this.#config = config;
		// The pool listens only while it has the connection. Nobody listening would end the process.
		client.on('error', this.#ignore);
	}

	/** What Kysely and messages know the session by. */
	get processID(): number {
		const id: unknown = Reflect.get(this.#client, 'processID');
		return typeof id === 'number' ? id : 0;
	}

	onRelease(released: () => void): void {
		this.#released = released;
	}

	query<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
	query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
	query<R>(
		sql: string | PostgresCursor<R>,
		parameters: readonly unknown[] = [],
	): Promise<PostgresQueryResult<R>> | PostgresCursor<R> {
		if (typeof sql === 'string') return this.#send<R>(sql, parameters);
		throw new Error('Streaming is not supported: read in pages instead');
	}

	release(destroy = false): void {
		this.#client.off('error', this.#ignore);
		this.#released();
		this.#client.release(destroy || this.#broken);
	}

	async #send<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>> {
		// The server rolls back what a lost connection left open.
		if (this.#broken && sql === 'rollback') return GONE;
		const values = storable(parameters);
		try {
			// Kysely's types give R to whoever wrote the query.
			return (await this.#client.query(sql, values)) as unknown as PostgresQueryResult<R>;
		} catch (error) {
			if (breaksConnection(error)) this.#broken = true;
			throw (await this.#waitedForLock(error)) ?? explainPostgresError(error, this.#place);
		}
	}

	/** A waiter that gave up is told who stood in its way, because the usual cause is a transaction that awaits something it should not. */
	async #waitedForLock(error: unknown): Promise<DatabaseError | null> {
		if (!(error instanceof Error && 'code' in error && error.code === LOCK_NOT_AVAILABLE))
			return null;
		const holder = await this.#oldestTransaction().catch(() => null);
		const ours = [...this.#taken].find((client) => client.processID === holder?.pid);
		const seconds = (Number(this.#config.lock_timeout) / 1000).toFixed(1);
		return new DatabaseError(`Waited ${seconds} s for the database; a transaction holds it.`, {
			cause:
				ours?.takenAt ?? new Error(holder ? `Perhaps ${holder.who}` : 'nobody', { cause: error }),
		});
	}

	/** On a connection of its own: this one may be in a transaction that failed, and the pool may be empty. */
	async #oldestTransaction(): Promise<Session | null> {
		const client = new PostgresConnection({ ...this.#config, statement_timeout: 2000 });
		client.on('error', () => undefined);
		await client.connect();
		try {
			const { rows } = await client.query<Session>(
				`select pid, 'session ' || pid || ' of ' || coalesce(nullif(application_name, ''), usename)
					|| ', open since ' || xact_start as who
				from pg_stat_activity
				where datname = current_database() and xact_start is not null
					and pid not in (pg_backend_pid(), $1)
				order by xact_start limit 1`,
				[this.processID],
			);
			return rows[0] ?? null;
		} finally {
			await client.end();
		}
	}
}
