import { performance } from 'node:perf_hooks';
import type { Db } from '../database/db';
import type { HeldRun } from '../journal/held-run';
import { LEASE_MS, renewLease } from '../journal/leases';

const HEARTBEAT_MS = 2_500;
/** Nothing is sent when less than this is left: somebody else may be about to take the run over. */
const MARGIN_MS = 2_000;

/** What the keeper tells its run. */
export interface LeaseListener {
	/** Another runner has the run, or may have it: nothing more may be written or sent. */
	lost(): void;
	/** Somebody asked for the run to be cancelled. */
	cancelRequested(): void;
}

/**
 * Keeps a lease alive while its run is under way, and knows how long it still lasts. A process that was frozen, or a
 * database that does not answer, lets it run out: then the run stops by itself, whatever the database says later.
 */
export class LeaseKeeper {
	readonly #db: Db;
	readonly #held: HeldRun;
	readonly #listener: LeaseListener;
	readonly #timer: NodeJS.Timeout;
	#renewedAt = elapsed();
	#renewing: Promise<void> | null = null;
	#ended = false;

	constructor(db: Db, held: HeldRun, listener: LeaseListener) {
		this.#db = db;
		this.#held = held;
		this.#listener = listener;
		this.#timer = setInterval(() => void this.renew(), HEARTBEAT_MS);
	}

	/** True while there is time enough to send something. Asks the database once where it is not. */
	async isHeld(): Promise<boolean> {
		if (this.#leftMs() < MARGIN_MS) await this.renew();
		return !this.#ended && this.#leftMs() >= MARGIN_MS;
	}

	/** Renews the lease; the heartbeat does it by itself. */
	async renew(): Promise<void> {
		this.#renewing ??= this.#renew().finally(() => {
			this.#renewing = null;
		});
		await this.#renewing;
	}

	/** Ends the heartbeat. */
	stop(): void {
		this.#ended = true;
		clearInterval(this.#timer);
	}

	async #renew(): Promise<void> {
		if (this.#ended) return;
		// Counted from before the question: the answer may take its time.
		const asked = elapsed();
		let answer: Awaited<ReturnType<typeof renewLease>>;
		try {
			answer = await renewLease(this.#db, this.#held);
		} catch {
			// The database does not answer. The lease goes on running out, and the next heartbeat asks again.
			if (this.#leftMs() < MARGIN_MS) this.#lose();
			return;
		}
		if (this.#ended) return;
		if (answer === null) return this.#lose();
		this.#renewedAt = asked;
		if (answer.cancelRequested) this.#listener.cancelRequested();
	}

	#lose(): void {
		if (this.#ended) return;
		this.stop();
		this.#listener.lost();
	}

	#leftMs(): number {
		return LEASE_MS - (elapsed() - this.#renewedAt);
	}
}

/** Milliseconds since some moment in the past; counts on while the process is frozen, and through a sleeping machine. */
function elapsed(): number {
	return Math.max(performance.now(), Date.now() - performance.timeOrigin);
}
