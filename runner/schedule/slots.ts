import { PROCESS_OWNER } from '../execution/process-owner';
import type { Db, Queries } from '../database/db';
import type { ScheduleListener } from './schedule-event';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** What is done every so often. `every` and `at` in milliseconds; `at` counts from midnight UTC. */
export const SLOTS = {
	/** Takes over who works where, in the small hours. */
	directorySync: { every: DAY, at: 2 * 60 * MINUTE },
	/** The same for connections that have a night of their own. */
	ownNights: { every: MINUTE, at: 0 },
	/** Tells again what could not be told to somebody outside. */
	deliveryRetries: { every: MINUTE, at: 0 },
	/** Ends trials whose time is over. */
	trialEnds: { every: 60 * MINUTE, at: 0 },
	/** Signs what the audit log has come to. */
	auditCheckpoint: { every: 10 * MINUTE, at: 0 },
	/** Looks again at what was offboarded a day ago. */
	recheck: { every: 10 * MINUTE, at: 5 * MINUTE },
	/** Deletes what need not be kept any longer. */
	retention: { every: DAY, at: 3 * 60 * MINUTE },
} as const satisfies Record<string, { readonly every: number; readonly at: number }>;

export type SlotName = keyof typeof SLOTS;

/** What a slot does. It may be repeated: a process that dies in the middle leaves it to the next. */
export type SlotHandlers = {
	readonly [name in SlotName]?: (signal: AbortSignal) => Promise<void>;
};

/** When a slot is due next after an instant, where somebody wants it at another time than `SLOTS` says. */
export type SlotTimes = { readonly [name in SlotName]?: (after: Date) => Date };

/** How long a process may be silent before another does its slot, and how long a failed one is left alone. */
const LEASE_MS = 2 * MINUTE;
const RETRY_MS = 10 * MINUTE;

/**
 * Chores with a row each: whichever process comes first does it, once, and what was missed while nobody was there is
 * done once, not as often as it was missed.
 */
export class Slots {
	readonly #stopping = new AbortController();
	readonly #busy = new Map<SlotName, Promise<void>>();
	readonly #looked = new Set<SlotName>();

	constructor(
		private readonly db: Db,
		private readonly handlers: SlotHandlers,
		private readonly now: (db: Queries) => Promise<Date>,
		private readonly tell: ScheduleListener,
		private readonly times: SlotTimes = {},
	) {}

	/** Begins what is due; does not wait for it. */
	async runDue(): Promise<void> {
		for (const name of Object.keys(this.handlers) as SlotName[]) {
			const handler = this.handlers[name];
			if (!handler || this.#busy.has(name) || this.#stopping.signal.aborted) continue;
			if (!(await this.#claim(name))) continue;
			const done = this.#run(name, handler).finally(() => this.#busy.delete(name));
			this.#busy.set(name, done);
		}
	}

	/** Asks what is under way to end; resolves when it has. */
	async stop(): Promise<void> {
		this.#stopping.abort();
		await this.idle();
	}

	/** Resolves when nothing of this process is under way. */
	async idle(): Promise<void> {
		await Promise.all(this.#busy.values());
	}

	async #claim(name: SlotName): Promise<boolean> {
		await this.#adoptTime(name);
		const known = await this.db
			.selectFrom('slot')
			.select(['due_at', 'lease_until'])
			.where('name', '=', name)
			.executeTakeFirst();
		const seen = (await this.now(this.db)).toISOString();
		// Mostly there is nothing to do, and then nothing is locked either.
		if (known && (known.due_at > seen || (known.lease_until ?? '') > seen)) return false;
		return await this.db.transaction().execute(async (tx) => {
			const now = await this.now(tx);
			const first = { name, due_at: this.#nextDue(name, now) };
			await tx
				.insertInto('slot')
				.values(first)
				.onConflict((conflict) => conflict.column('name').doNothing())
				.execute();
			const at = now.toISOString();
			const { numUpdatedRows } = await tx
				.updateTable('slot')
				.set({ started_at: at, lease_owner: PROCESS_OWNER, lease_until: leaseEnd(now) })
				.where('name', '=', name)
				.where('due_at', '<=', at)
				.where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<=', at)]))
				.executeTakeFirst();
			return numUpdatedRows > 0n;
		});
	}

	async #run(name: SlotName, handler: (signal: AbortSignal) => Promise<void>): Promise<void> {
		const heartbeat = setInterval(() => void this.#renew(name).catch(() => undefined), MINUTE / 2);
		let error: string | null = null;
		try {
			await handler(this.#stopping.signal);
		} catch (thrown) {
			error = thrown instanceof Error ? thrown.message : String(thrown);
			this.tell({ type: 'trouble', what: name, reason: error });
		} finally {
			clearInterval(heartbeat);
		}
		await this.#end(name, error).catch(() => undefined);
	}

	async #end(name: SlotName, error: string | null): Promise<void> {
		const now = await this.now(this.db);
		const interrupted = this.#stopping.signal.aborted;
		const retry = new Date(now.getTime() + Math.min(RETRY_MS, SLOTS[name].every)).toISOString();
		const next = error === null ? this.#nextDue(name, now) : retry;
		await this.db
			.updateTable('slot')
			.set({
				...{ ended_at: now.toISOString(), error, lease_owner: null, lease_until: null },
				// One that was stopped with the process is still due.
				...(interrupted ? {} : { due_at: next }),
			})
			.where('name', '=', name)
			.where('lease_owner', '=', PROCESS_OWNER)
			.execute();
	}

	/** It may have been started with another time than before. What is overdue or to be tried again stays so. */
	async #adoptTime(name: SlotName): Promise<void> {
		if (!this.times[name] || this.#looked.has(name)) return;
		const now = await this.now(this.db);
		await this.db
			.updateTable('slot')
			.set({ due_at: this.#nextDue(name, now) })
			.where('name', '=', name)
			.where('due_at', '>', now.toISOString())
			.where('error', 'is', null)
			.where('lease_owner', 'is', null)
			.execute();
		this.#looked.add(name);
	}

	#nextDue(name: SlotName, after: Date): string {
		return this.times[name]?.(after).toISOString() ?? nextDue(name, after);
	}

	async #renew(name: SlotName): Promise<void> {
		await this.db
			.updateTable('slot')
			.set({ lease_until: leaseEnd(await this.now(this.db)) })
			.where('name', '=', name)
			.where('lease_owner', '=', PROCESS_OWNER)
			.execute();
	}
}

/** The first time after an instant at which a slot is due, ISO 8601 UTC. */
export function nextDue(name: SlotName, after: Date): string {
	const { every, at } = SLOTS[name];
	const turns = Math.floor((after.getTime() - at) / every) + 1;
	return new Date(turns * every + at).toISOString();
}

function leaseEnd(now: Date): string {
	return new Date(now.getTime() + LEASE_MS).toISOString();
}
