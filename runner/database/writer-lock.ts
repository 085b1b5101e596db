import { DatabaseError } from './errors';

/** Gives the lock back. Calling it twice does nothing. */
export type Release = () => void;

interface Waiter {
	readonly take: () => void;
	readonly timer: NodeJS.Timeout;
}

let heldMs = 0;
const heldSince = new Set<WriterLock>();

/** How long writers of this process have been held, all together, milliseconds: what it grows by says how busy they are. */
export function writersHeldMs(): number {
	let now = heldMs;
	for (const lock of heldSince) now += lock.sinceMs;
	return now;
}

/**
 * The queue in front of the one writer. First come, first served; whoever waits too long is told who holds it,
 * because the usual cause is a transaction that awaits something it should not.
 */
export class WriterLock {
	readonly #timeoutMs: number;
	readonly #waiters: Waiter[] = [];
	/** Its stack is made into text only where somebody is told of it: that takes longer than a statement. */
	#holder: Error | null = null;
	#since = 0;

	constructor(timeoutMs: number) {
		this.#timeoutMs = timeoutMs;
	}

	/**
	 * Waits for its turn.
	 *
	 * @throws DatabaseError after the timeout, with the holder's stack as `cause`
	 */
	async acquire(): Promise<Release> {
		const holder = new Error('The writer was taken here');
		if (this.#holder === null) this.#taken();
		else await this.#wait();
		this.#holder = holder;
		let held = true;
		return () => {
			if (!held) return;
			held = false;
			this.#handOn();
		};
	}

	get isHeld(): boolean {
		return this.#holder !== null;
	}

	/** True while somebody waits for it. */
	get isWanted(): boolean {
		return this.#waiters.length > 0;
	}

	/** How long it has been held without a pause, by whomever. */
	get sinceMs(): number {
		return performance.now() - this.#since;
	}

	#taken(): void {
		this.#since = performance.now();
		heldSince.add(this);
	}

	#wait(): Promise<void> {
		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => {
				const index = this.#waiters.findIndex((waiter) => waiter.timer === timer);
				if (index >= 0) this.#waiters.splice(index, 1);
				reject(this.#timedOut());
			}, this.#timeoutMs);
			this.#waiters.push({ take: resolve, timer });
		});
	}

	#timedOut(): DatabaseError {
		const seconds = (this.#timeoutMs / 1000).toFixed(1);
		return new DatabaseError(`Waited ${seconds} s for the database; a transaction holds it.`, {
			cause: new Error(this.#holder?.stack ?? 'nobody'),
		});
	}

	#handOn(): void {
		const next = this.#waiters.shift();
		if (!next) {
			this.#holder = null;
			heldMs += this.sinceMs;
			heldSince.delete(this);
			return;
		}
		// The lock is never free in between, so nobody who comes now can overtake.
		clearTimeout(next.timer);
		next.take();
	}
}
