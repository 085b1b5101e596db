import { Pool, type PoolConfig } from 'pg';
import type { Db as QueueDatabase } from 'pg-boss';
import { PostgresConnection } from '../database/postgres-connection';
import type { PostgresPlace } from '../database/postgres-url';

type Rows = Awaited<ReturnType<QueueDatabase['executeSql']>>;
type ListenHandle = Awaited<ReturnType<NonNullable<QueueDatabase['listen']>>>;

/** How long after a lost connection another is tried, milliseconds: at first, and at most. */
const AGAIN_MS = 250;
const MOST_AGAIN_MS = 5_000;
/** A firewall that forgot a connection lets nothing through and says nothing. */
const ALIVE_MS = 10_000;
const ALIVE = { text: 'select 1', query_timeout: 3_000 };

/**
 * The connections of the queue: two for its work, and one that listens. pg-boss's own lets the process end when the
 * server breaks off the one that listens, because it hears the first of two errors only.
 */
export class QueueConnection implements QueueDatabase {
	readonly #config: PoolConfig;
	readonly #pool: Pool;

	constructor({ connectionString }: PostgresPlace, name: string) {
		this.#config = {
			...{ connectionString, application_name: name.slice(0, 63), keepAlive: true },
			connectionTimeoutMillis: 10_000,
		};
		const limits = { statement_timeout: 30_000, query_timeout: 35_000, lock_timeout: 30_000 };
		this.#pool = new Pool({
			...{ ...this.#config, ...limits, max: 2, Client: PostgresConnection },
			idle_in_transaction_session_timeout: 10_000,
		});
		// One that dies while nobody uses it is replaced when somebody needs one.
		this.#pool.on('error', () => undefined);
	}

	async executeSql(text: string, values?: unknown[]): Promise<Rows> {
		return await this.#pool.query<never>(text, values);
	}

	async hasSchema(name: string): Promise<boolean> {
		const { rows } = await this.#pool.query('select 1 from pg_namespace where nspname = $1', [
			name,
		]);
		return rows.length > 0;
	}

	/** Listens for as long as it is not closed, whatever happens to the connection. */
	async listen(
		channel: string,
		onNotification: (payload: string) => void,
		onReconnect: () => void,
	): Promise<ListenHandle> {
		const ear = new Ear(this.#config, channel, onNotification, onReconnect);
		await ear.open();
		return ear;
	}

	async end(): Promise<void> {
		await this.#pool.end();
	}
}

/** A connection that listens, and is made anew when it is lost. */
class Ear implements ListenHandle {
	#client: PostgresConnection | null = null;
	#timer: NodeJS.Timeout | null = null;
	#tries = 0;
	#closed = false;

	constructor(
		private readonly config: PoolConfig,
		private readonly channel: string,
		private readonly heard: (payload: string) => void,
		private readonly reconnected: () => void,
	) {}

	async open(): Promise<void> {
		const client = new PostgresConnection(this.config);
		// It stays for good: a connection that breaks may say so several times.
		client.on('error', () => this.#lost(client));
		client.on('end', () => this.#lost(client));
		client.on('notification', ({ payload }) => this.heard(payload ?? ''));
		this.#client = client;
		await client.connect();
		await client.query(`listen ${client.escapeIdentifier(this.channel)}`);
		this.#tries = 0;
		this.#later(ALIVE_MS, () => this.#check(client));
	}

	async close(): Promise<void> {
		this.#closed = true;
		if (this.#timer) clearTimeout(this.#timer);
		await this.#client?.end().catch(() => undefined);
	}

	#check(client: PostgresConnection): void {
		client.query(ALIVE).then(
			() => this.#client === client && this.#later(ALIVE_MS, () => this.#check(client)),
			() => this.#lost(client),
		);
	}

	#lost(client: PostgresConnection): void {
		if (this.#client !== client) return;
		this.#client = null;
		client.end().catch(() => undefined);
		const wait = Math.min(MOST_AGAIN_MS, AGAIN_MS * 2 ** this.#tries);
		this.#tries += 1;
		this.#later(wait, () => {
			this.open().then(this.reconnected, () => {
				if (this.#client) this.#lost(this.#client);
			});
		});
	}

	#later(milliseconds: number, what: () => void): void {
		if (this.#timer) clearTimeout(this.#timer);
		if (!this.#closed) this.#timer = setTimeout(what, milliseconds);
	}
}
