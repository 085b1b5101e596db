import { isInBackground } from './background';
import { DatabaseError } from './errors';

/** Gives the lock back. Calling it twice does nothing. */
export type Release = () => void;

interface Waiter {
	readonly take: () => void;
	readonly isInBackground: boolean;
	timer: NodeJS.Timeout;
}

/** So many of the others may go before somebody in the background does: they wait, and are never forgotten. */
const MOST_BEFORE = 8;

interface Holder {
	/** Its stack is made into text only where somebody is told of it: that takes longer than a statement. */
	readonly taken: Error;
	readonly since: number;
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
 * The queue in front of the one writer. First come, first served, but that what goes on in the background lets others
 * go first: a page that waited behind every run of a long list would take as long as they do together. Whoever waits for one that does not give it back is
 * told who holds it, because the usual cause is a transaction that awaits something it should not. A long queue that
 * moves is no reason to give up: on a busy machine everybody waits.
 */
export class WriterLock {
	readonly #timeoutMs: number;
	readonly #waiters: Waiter[] = [];
	#holder: Holder | null = null;
	/** How many went before somebody who waits in the background. */
	#before = 0;
	/** When it was last free. */
	#since = 0;

	constructor(timeoutMs: number) {
		this.#timeoutMs = timeoutMs;
	}

	/**
	 * Waits for its turn.
	 *
	 * @throws DatabaseError when the same one has held it for the whole timeout, with the holder's stack as `cause`
	 */
	async acquire(): Promise<Release> {
		const taken = new Error('The writer was taken here');
		if (this.#holder === null) this.#taken();
		else await this.#wait();
		this.#holder = { taken, since: performance.now() };
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
			const expire = () => {
				const index = this.#waiters.indexOf(waiter);
				if (index < 0) return;
				const left = this.#leftMs();
				if (left > 0) {
					waiter.timer = setTimeout(later, left);
					return;
				}
				this.#waiters.splice(index, 1);
				reject(this.#timedOut());
			};
			// After a freeze the holder's answer is there as well, and comes after the timers: it has one turn.
			const later = () => void setImmediate(expire);
			const waiter: Waiter = {
				...{ take: resolve, isInBackground: isInBackground() },
				timer: setTimeout(later, this.#timeoutMs),
			};
			this.#waiters.push(waiter);
		});
	}

	/** How long the one who holds it now may go on holding it. */
	#leftMs(): number {
		return (this.#holder?.since ?? 0) + this.#timeoutMs - performance.now();
	}

	#timedOut(): DatabaseError {
		const seconds = (this.#timeoutMs / 1000).toFixed(1);
		return new DatabaseError(`Waited ${seconds} s for the database; a transaction holds it.`, {
			cause: new Error(this.#holder?.taken.stack ?? 'nobody'),
		});
	}

	#handOn(): void {
		const next = this.#next();
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

	#next(): Waiter | undefined {
		const first = this.#waiters.findIndex((waiter) => !waiter.isInBackground);
		// The oldest one is in the background where somebody else stands behind it.
		if (first > 0 && this.#before < MOST_BEFORE) {
			this.#before += 1;
			return this.#waiters.splice(first, 1)[0];
		}
		if (this.#waiters[0]?.isInBackground) this.#before = 0;
		return this.#waiters.shift();
	}
}
