import { hostname } from 'node:os';
import type { PgBoss } from 'pg-boss';
import { DatabaseError } from '../database/errors';
import { explainPostgresError } from '../database/postgres-errors';
import type { PostgresPlace } from '../database/postgres-url';
import type { OpenRun } from '../schedule/open-runs';
import type { Delivery, Worker } from './delivery';
import { JOBS, QUEUE, SCHEMA, WORKING, jobOf, type Job } from './queue-settings';

/** How long a run that was announced is not announced again by the same process, milliseconds. */
const SAID_FOR_MS = 5_000;
/** So many at a time: what comes later in the order is announced when there is room. */
const MOST_AT_ONCE = 200;
/** How long the queue may take to let go, milliseconds. */
const STOP_MS = 5_000;

/**
 * For any number of machines on one Postgres: pg-boss hands each run to one runner that has room, within milliseconds.
 * A job says that a run can be worked on, and ends when this runner is through with it. Its loss costs seconds: what the
 * journal shows as nobody's is announced again.
 */
export class QueueDelivery implements Delivery {
	readonly #place: PostgresPlace;
	readonly #said = new Map<string, number>();
	#worker: Worker | null = null;
	#starting: Promise<Running> | null = null;

	constructor(place: PostgresPlace) {
		this.#place = place;
	}

	async start(worker: Worker): Promise<void> {
		this.#worker = worker;
		this.#starting ??= this.#start(worker).catch((error: unknown) => {
			this.#starting = null;
			throw noSchema(error, this.#place) ?? explainPostgresError(error, this.#place);
		});
		await this.#starting;
	}

	async announce(ids: readonly string[]): Promise<void> {
		const running = await this.#starting;
		if (!running || ids.length === 0) return;
		try {
			// Those that wait in the queue already stay as they are.
			await running.boss.insert(QUEUE, ids.map(jobOf));
		} catch (error) {
			throw explainPostgresError(error, this.#place);
		}
		const now = performance.now();
		for (const id of ids) this.#said.set(id, now);
	}

	async offer(runs: readonly OpenRun[]): Promise<void> {
		const now = performance.now();
		for (const [id, at] of this.#said) if (now - at > SAID_FOR_MS) this.#said.delete(id);
		const ready = runs.filter((run) => this.#worker?.isReady(run)).slice(0, MOST_AT_ONCE);
		await this.announce(ready.map(({ id }) => id).filter((id) => !this.#said.has(id)));
	}

	async stop(): Promise<void> {
		const running = await this.#starting?.catch(() => null);
		this.#starting = null;
		await running?.stop(true);
	}

	async #start(worker: Worker): Promise<Running> {
		// Loaded here, so that nobody who keeps the data in a file waits for it.
		const { PgBoss: Boss } = await import('pg-boss');
		const { QueueConnection } = await import('./queue-connection.js');
		const name = `offboardiq queue ${hostname()} ${process.pid}`;
		const connection = new QueueConnection(this.#place, name);
		// Where somebody has made it, the right to make one is not asked for.
		const createSchema = !(await connection.hasSchema(SCHEMA));
		const boss = new Boss({ db: connection, schema: SCHEMA, createSchema, ...WORKING });
		// Nobody listening would end the process.
		boss.on('error', (error) => worker.trouble(this.#explained(error)));
		const stop = async (graceful: boolean) => {
			await boss.stop({ graceful, timeout: STOP_MS }).catch(() => undefined);
			await connection.end();
		};
		try {
			await boss.start();
			await boss.createQueue(QUEUE, JOBS);
			for (let place = 0; place < worker.concurrency; place += 1) await hire(boss, worker);
		} catch (error) {
			await stop(false);
			throw error;
		}
		return { boss, stop };
	}

	/** pg-boss hands on some errors as what they were made of. */
	#explained(error: Error): unknown {
		const whole =
			error instanceof Error ? error : Object.assign(new Error(messageOf(error)), error);
		return explainPostgresError(whole, this.#place);
	}
}

/** The right that is missing is another one than for our own tables. */
function noSchema(error: unknown, { user, database }: PostgresPlace): DatabaseError | null {
	if (!(error instanceof Error && 'code' in error && error.code === '42501')) return null;
	return new DatabaseError(
		`"${user}" may not make the schema ${SCHEMA} in the database "${database}", which several runners need. Let it own the database, or run there: create schema ${SCHEMA} authorization "${user}".`,
		{ cause: error },
	);
}

function messageOf(thing: unknown): string {
	const message: unknown = Reflect.get(Object(thing), 'message');
	return typeof message === 'string' ? message : String(thing);
}

/** The queue, and how to let go of it. */
interface Running {
	readonly boss: PgBoss;
	readonly stop: (graceful: boolean) => Promise<void>;
}

/** One place for a run at a time. It asks for the next one as soon as it is free. */
async function hire(boss: PgBoss, worker: Worker): Promise<void> {
	let id = '';
	id = await boss.work<Job>(
		QUEUE,
		{ pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 5 },
		async ([job]) => {
			if (job) await worker.take(job.data.run);
			boss.notifyWorker(id);
		},
	);
}
