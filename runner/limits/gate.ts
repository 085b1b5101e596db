import type { PublishedLimit } from './published';

/** One limit at work. Times are milliseconds of one clock that only goes forward. */
export interface Gate {
	/**
	 * How long until something of this cost may pass; 0: now. `Infinity`: when somebody leaves.
	 *
	 * @param reserve how much has to be left for others
	 */
	waitMs(cost: number, reserve: number, now: number): number;
	take(cost: number, now: number): void;
	/** Something that was let in is over. */
	leave(cost: number): void;
	/** The limit has another size from now on. */
	resize(amount: number): void;
	/** True while it remembers nothing that matters. */
	isIdle(now: number): boolean;
}

/** Makes the gate of a limit. @param amount how much of the published amount may be used */
export function createGate(limit: Pick<PublishedLimit, 'kind' | 'perMs'>, amount: number): Gate {
	if (limit.kind === 'bucket') return new Bucket(amount, limit.perMs);
	return limit.kind === 'window' ? new Window(amount, limit.perMs) : new AtOnce(amount);
}

/** A timer of Node's may be early by a fraction. */
const ROUNDED_UP_MS = 1;

/** Fills up steadily; what was saved may be spent at once. */
class Bucket implements Gate {
	#tokens: number;
	#at: number | null = null;

	constructor(
		private amount: number,
		private readonly perMs: number,
	) {
		this.#tokens = amount;
	}

	waitMs(cost: number, reserve: number, now: number): number {
		this.#fill(now);
		// What costs more than there can ever be passes when it is full, and leaves a debt.
		const needed = Math.min(cost + reserve, this.amount);
		if (this.#tokens >= needed) return 0;
		return Math.ceil(((needed - this.#tokens) * this.perMs) / this.amount) + ROUNDED_UP_MS;
	}

	take(cost: number, now: number): void {
		this.#fill(now);
		this.#tokens -= cost;
	}

	leave(): void {}

	resize(amount: number): void {
		this.#tokens = Math.min(this.#tokens * (amount / this.amount), amount);
		this.amount = amount;
	}

	isIdle(now: number): boolean {
		this.#fill(now);
		return this.#tokens >= this.amount;
	}

	#fill(now: number): void {
		const gained = (Math.max(0, now - (this.#at ?? now)) * this.amount) / this.perMs;
		this.#tokens = Math.min(this.amount, this.#tokens + gained);
		this.#at = Math.max(now, this.#at ?? now);
	}
}

/** Never more than so much in any span of the length, wherever it begins. */
class Window implements Gate {
	readonly #entries: { readonly at: number; readonly cost: number }[] = [];
	#used = 0;

	constructor(
		private amount: number,
		private readonly perMs: number,
	) {}

	waitMs(cost: number, reserve: number, now: number): number {
		this.#forget(now);
		let over = this.#used + Math.min(cost + reserve, this.amount) - this.amount;
		if (over <= 0) return 0;
		for (const entry of this.#entries) {
			over -= entry.cost;
			if (over <= 0) return entry.at + this.perMs - now + ROUNDED_UP_MS;
		}
		return this.perMs;
	}

	take(cost: number, now: number): void {
		this.#entries.push({ at: now, cost });
		this.#used += cost;
	}

	leave(): void {}

	resize(amount: number): void {
		this.amount = amount;
	}

	isIdle(now: number): boolean {
		this.#forget(now);
		return this.#used === 0;
	}

	#forget(now: number): void {
		let gone = 0;
		for (const { at, cost } of this.#entries) {
			if (at + this.perMs > now) break;
			this.#used -= cost;
			gone += 1;
		}
		if (gone > 0) this.#entries.splice(0, gone);
	}
}

/** So many at the same moment. */
class AtOnce implements Gate {
	#inside = 0;

	constructor(private amount: number) {}

	waitMs(cost: number): number {
		const fits = this.#inside + cost <= this.amount || this.#inside === 0;
		return fits ? 0 : Number.POSITIVE_INFINITY;
	}

	take(cost: number): void {
		this.#inside += cost;
	}

	leave(cost: number): void {
		this.#inside = Math.max(0, this.#inside - cost);
	}

	resize(amount: number): void {
		this.amount = amount;
	}

	isIdle(): boolean {
		return this.#inside === 0;
	}
}
