import type { Db } from '../database/db';
import type { HeldRun } from '../journal/held-run';
import { LEASE_MS, type RenewedLease } from '../journal/leases';
import { elapsed, Heartbeat, type Beating } from './heartbeat';

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
export class LeaseKeeper implements Beating {
	readonly #held: HeldRun;
	readonly #listener: LeaseListener;
	readonly #heartbeat: Heartbeat;
	#renewedAt = elapsed();
	#ended = false;

	constructor(db: Db, held: HeldRun, listener: LeaseListener) {
		this.#held = held;
		this.#listener = listener;
		this.#heartbeat = Heartbeat.of(db);
		this.#heartbeat.join(this);
	}

	get id(): string {
		return this.#held.id;
	}

	/** True while there is time enough to send something. Asks the database once where it is not. */
	async isHeld(): Promise<boolean> {
		if (this.#leftMs() < MARGIN_MS) await this.#heartbeat.beat();
		return !this.#ended && this.#leftMs() >= MARGIN_MS;
	}

	/** Ends the heartbeat. */
	stop(): void {
		this.#ended = true;
		this.#heartbeat.leave(this);
	}

	beat(renewed: RenewedLease | null, asked: number): void {
		if (this.#ended) return;
		if (renewed === null || renewed.epoch !== this.#held.epoch) return this.#lose();
		this.#renewedAt = asked;
		if (renewed.cancelRequested) this.#listener.cancelRequested();
	}

	/** The lease goes on running out, and the next heartbeat asks again. */
	missed(): void {
		if (!this.#ended && this.#leftMs() < MARGIN_MS) this.#lose();
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
