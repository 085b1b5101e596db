import { createGate, type Gate } from './gate';
import type { Charge } from './charges';
import { identityUnits, type LimitName, type Service } from './published';
import type { LimitSettings } from './settings';

/** Somebody who wants to send. */
export interface Asking {
	readonly charges: readonly Charge[];
	readonly services: readonly Service[];
	/** A lock-out goes before everything else. */
	readonly isLockOut: boolean;
	/** Called when it may be sent; its charges are paid by then. */
	readonly go: () => void;
}

/** Whoever does not lock anybody out leaves so much of every larger limit for those who do. */
const RESERVED = 0.05;
const SMALL = 20;
/** More gates than this are looked through for ones that are not used any more. */
const MANY_GATES = 2_000;
const LONGEST_TIMER_MS = 60_000;

/**
 * The limits of one tenant as this process keeps them, and the queue in front of them. Lock-outs go first; within the
 * same rank nobody overtakes somebody who waits for the same limit.
 */
export class TenantLimits {
	readonly #settings: LimitSettings;
	readonly #now: () => number;
	readonly #gates = new Map<string, Gate>();
	readonly #pausedUntil = new Map<Service, number>();
	readonly #busyUntil = new Map<Service, number>();
	#queue: Asking[] = [];
	#timer: NodeJS.Timeout | null = null;
	#processes = 1;
	#people = 0;

	/** @param now milliseconds since 1970: pauses are meant by the clock on the wall */
	constructor(settings: LimitSettings, now: () => number) {
		this.#settings = settings;
		this.#now = now;
	}

	/** Puts somebody in the queue. @returns what takes them out again */
	ask(asking: Asking): () => void {
		this.#queue.push(asking);
		this.#pump();
		return () => {
			this.#queue = this.#queue.filter((other) => other !== asking);
			this.#pump();
		};
	}

	/** Something that was sent is over. */
	leave(charges: readonly Charge[]): void {
		for (const { limit, of, cost } of charges) this.#gateOf(limit, of).leave(cost);
		this.#pump();
	}

	/** What was sent by others, or before this process began. */
	spent(charges: readonly Charge[]): void {
		for (const { limit, of, cost } of charges) this.#gateOf(limit, of).take(cost, this.#now());
	}

	/** Nobody asks this service anything until then, lock-outs included. */
	pause(service: Service, until: number): void {
		this.#pausedUntil.set(service, Math.max(until, this.#pausedUntil.get(service) ?? 0));
		this.#pump();
	}

	/** Until when nobody asks this service anything, milliseconds since 1970; 0: it never said so. */
	pausedUntil(service: Service | null): number {
		return service === null ? 0 : (this.#pausedUntil.get(service) ?? 0);
	}

	/** The service is nearly used up: everything but lock-outs waits until then. */
	slowDown(service: Service, until: number): void {
		this.#busyUntil.set(service, Math.max(until, this.#busyUntil.get(service) ?? 0));
	}

	/** So many processes share the limits, each the same part. */
	share(processes: number): void {
		if (processes === this.#processes) return;
		this.#processes = processes;
		this.#resize();
	}

	/** The tenant has at least so many people: larger ones are given more. */
	hasPeople(people: number): void {
		if (people <= this.#people) return;
		this.#people = people;
		this.#resize();
	}

	#resize(): void {
		for (const [key, gate] of this.#gates) gate.resize(this.#amountOf(key.split('|')[0] ?? ''));
		this.#pump();
	}

	#amountOf(name: string): number {
		const { share, limits, fixedUnits } = this.#settings;
		const limit = limits[name as LimitName];
		const published =
			name === 'identityUnits' && !fixedUnits ? identityUnits(this.#people) : limit.amount;
		if (limit.kind === 'concurrent') return Math.max(1, Math.floor(published / this.#processes));
		return Math.max(1, Math.floor((published * share) / this.#processes));
	}

	#gateOf(limit: LimitName, of: string): Gate {
		const key = `${limit}|${of}`;
		const known = this.#gates.get(key);
		if (known) return known;
		if (this.#gates.size >= MANY_GATES) this.#forgetIdle();
		const gate = createGate(this.#settings.limits[limit], this.#amountOf(limit));
		this.#gates.set(key, gate);
		return gate;
	}

	#forgetIdle(): void {
		for (const [key, gate] of this.#gates) {
			if (gate.isIdle(this.#now())) this.#gates.delete(key);
		}
	}

	/** Lets in whoever may go now, and sets the clock for the next. */
	#pump(): void {
		if (this.#timer) clearTimeout(this.#timer);
		this.#timer = null;
		const now = this.#now();
		const taken = new Set<string>();
		const going: Asking[] = [];
		let next = Number.POSITIVE_INFINITY;
		for (const asking of [...this.#queue].sort(byRank)) {
			const keys = [...asking.services, ...asking.charges.map(({ limit, of }) => `${limit}|${of}`)];
			// Somebody before them waits for the same thing.
			const isBehind = keys.some((key) => taken.has(key));
			const wait = isBehind ? Number.POSITIVE_INFINITY : this.#waitOf(asking, now, taken);
			if (wait > 0) {
				next = Math.min(next, wait);
				continue;
			}
			for (const { limit, of, cost } of asking.charges) this.#gateOf(limit, of).take(cost, now);
			going.push(asking);
		}
		this.#queue = this.#queue.filter((asking) => !going.includes(asking));
		if (next < Number.POSITIVE_INFINITY) {
			this.#timer = setTimeout(() => this.#pump(), Math.min(next, LONGEST_TIMER_MS));
		}
		for (const asking of going) asking.go();
	}

	/** How long somebody waits, and what for: those behind them must not take it. */
	#waitOf(asking: Asking, now: number, taken: Set<string>): number {
		let longest = 0;
		const waitsFor = (key: string, wait: number) => {
			if (wait <= 0) return;
			taken.add(key);
			longest = Math.max(longest, wait);
		};
		for (const service of asking.services) {
			const busy = asking.isLockOut ? 0 : (this.#busyUntil.get(service) ?? 0);
			waitsFor(service, Math.max(this.#pausedUntil.get(service) ?? 0, busy) - now);
		}
		for (const { limit, of, cost } of asking.charges) {
			const amount = this.#amountOf(limit);
			const reserve = asking.isLockOut || amount < SMALL ? 0 : Math.floor(amount * RESERVED);
			waitsFor(`${limit}|${of}`, this.#gateOf(limit, of).waitMs(cost, reserve, now));
		}
		return longest;
	}
}

/** Stable: those who came first stay before those of the same rank. */
function byRank(left: Asking, right: Asking): number {
	return Number(right.isLockOut) - Number(left.isLockOut);
}
