import { performance } from 'node:perf_hooks';
import type { Db } from '../database/db';
import { renewLeases, type RenewedLease } from '../journal/leases';
import { PROCESS_OWNER } from './process-owner';

const HEARTBEAT_MS = 2_500;

/** A run that lives by the heartbeat. */
export interface Beating {
	/**
	 * @param renewed its lease; null: it is not held any more
	 * @param asked when the database was asked, by `elapsed()`: the answer may take its time
	 */
	beat(renewed: RenewedLease | null, asked: number): void;
	readonly id: string;
	/** The database did not answer. */
	missed(): void;
}

/** The one heartbeat of this process for a database: all of its runs in one transaction. */
export class Heartbeat {
	static readonly #ofDatabase = new WeakMap<Db, Heartbeat>();
	readonly #db: Db;
	readonly #runs = new Set<Beating>();
	#timer: NodeJS.Timeout | null = null;
	#renewing: Promise<void> | null = null;

	private constructor(db: Db) {
		this.#db = db;
	}

	static of(db: Db): Heartbeat {
		const known = Heartbeat.#ofDatabase.get(db) ?? new Heartbeat(db);
		Heartbeat.#ofDatabase.set(db, known);
		return known;
	}

	join(run: Beating): void {
		this.#runs.add(run);
		this.#timer ??= setInterval(() => void this.beat(), HEARTBEAT_MS);
	}

	leave(run: Beating): void {
		this.#runs.delete(run);
		if (this.#runs.size > 0 || !this.#timer) return;
		clearInterval(this.#timer);
		this.#timer = null;
	}

	/** Renews all leases; the timer does it by itself. */
	async beat(): Promise<void> {
		this.#renewing ??= this.#beat().finally(() => {
			this.#renewing = null;
		});
		await this.#renewing;
	}

	async #beat(): Promise<void> {
		// Whoever joins while the database is asked may not be in its answer.
		const asking = [...this.#runs];
		let renewed: Awaited<ReturnType<typeof renewLeases>>;
		try {
			const ids = asking.map(({ id }) => id);
			renewed = await renewLeases(this.#db, PROCESS_OWNER, ids, elapsed);
		} catch {
			for (const run of asking) run.missed();
			return;
		}
		const { held, asked } = renewed;
		for (const run of asking) run.beat(held.get(run.id) ?? null, asked);
	}
}

/** Milliseconds since some moment in the past; counts on while the process is frozen, and through a sleeping machine. */
export function elapsed(): number {
	return Math.max(performance.now(), Date.now() - performance.timeOrigin);
}
