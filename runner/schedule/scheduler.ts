import { systemClock, type Clock } from '../../nodes/shared/graph';
import type { KeptConnections } from '../connections/kept-connections';
import type { Db, Queries } from '../database/db';
import { databaseNow } from '../database/concurrency';
import { failPoint } from '../journal/fail-point';
import { claimDue } from './claim';
import { ClockCheck, databaseReadiness } from './clock-check';
import { Holds } from './holds';
import { openRuns, type Abandoned } from './open-runs';
import type { ScheduleListener } from './schedule-event';
import { settleSchedules } from './settle';
import { Slots, type SlotHandlers, type SlotTimes } from './slots';
import { Work, type Resume } from './work';

/** How a scheduler works; everything has a default but where the PDFs go. */
export interface SchedulerOptions {
	/** An existing folder for the PDFs of schedules that name none. */
	readonly reportFolder: string;
	readonly listener?: ScheduleListener;
	/** How many offboardings at once; 8 when absent. */
	readonly concurrency?: number;
	/** What is done every so often, by name. A slot without a handler is left out. */
	readonly slots?: SlotHandlers;
	/** When, where it is not the time that `SLOTS` says. */
	readonly slotTimes?: SlotTimes;
	/** The clock of this machine; tests bring their own. */
	readonly clock?: Clock;
	/** The clock of the database, which decides what is due; tests bring their own. */
	readonly databaseClock?: (db: Queries) => Promise<Date>;
}

/** What the scheduler needs of the runner. */
export interface SchedulerParts {
	readonly db: Db;
	readonly connections: KeptConnections;
	readonly abandoned: Abandoned;
	readonly resume: Resume;
	/** Stops every run of this process before its next request. */
	readonly pause: () => void;
}

const CONCURRENCY = 8;

/**
 * Fires what is due and works it off, together with every run that was interrupted or waits. All it knows is in the
 * database: it may be killed at any moment, and any number of them may work on the same database.
 */
export class Scheduler {
	readonly #parts: SchedulerParts;
	readonly #options: SchedulerOptions;
	readonly #now: (db: Queries) => Promise<Date>;
	readonly #clock: Clock;
	readonly #check: ClockCheck;
	readonly #holds: Holds;
	readonly #work: Work;
	readonly #slots: Slots;
	readonly #tell: ScheduleListener;
	#ticking: Promise<void> | null = null;
	#trouble: string | null = null;
	#stopped = false;

	constructor(parts: SchedulerParts, options: SchedulerOptions) {
		this.#parts = parts;
		this.#options = options;
		this.#now = options.databaseClock ?? databaseNow;
		this.#clock = options.clock ?? systemClock;
		this.#tell = unbreakable(options.listener ?? (() => undefined));
		this.#holds = new Holds(this.#tell);
		const monotonic = () => performance.now();
		this.#check = new ClockCheck(this.#clock, monotonic);
		this.#work = new Work({
			connections: parts.connections,
			resume: parts.resume,
			check: this.#check,
			holds: this.#holds,
			tell: this.#tell,
			concurrency: options.concurrency ?? CONCURRENCY,
			monotonic,
			worked: async () => {
				await settleSchedules(parts.db);
			},
		});
		this.#slots = new Slots(
			parts.db,
			options.slots ?? {},
			this.#now,
			this.#tell,
			options.slotTimes,
		);
	}

	/** How many offboardings this process works on. */
	get underWay(): number {
		return this.#work.count;
	}

	/**
	 * Looks once at what there is to do, fires it, and begins with it. One at a time: a tick that comes while the one
	 * before is under way is that one.
	 */
	async tick(): Promise<void> {
		this.#ticking ??= this.#tick()
			.then(() => {
				this.#trouble = null;
			})
			.catch((error: unknown) => this.#noteTrouble(error))
			.finally(() => {
				this.#ticking = null;
			});
		await this.#ticking;
	}

	/** Stops before the next request of every run; resolves when all have given their leases back. */
	async stop(): Promise<void> {
		this.#stopped = true;
		this.#parts.pause();
		await Promise.all([this.#ticking, this.#work.stop(), this.#slots.stop()]);
	}

	/** It is tried again in a second; the same trouble is told once. */
	#noteTrouble(error: unknown): void {
		const reason = error instanceof Error ? error.message : String(error);
		if (reason !== this.#trouble) this.#tell({ type: 'trouble', what: 'schedules', reason });
		this.#trouble = reason;
	}

	async #tick(): Promise<void> {
		if (this.#stopped) return;
		const { db, connections, abandoned } = this.#parts;
		const clocks = databaseReadiness(this.#clock.now(), await this.#now(db));
		if (!this.#holds.note(null, null, clocks)) return;
		await this.#fire();
		await settleSchedules(db);
		this.#work.offer(await openRuns(db, abandoned, connections));
		await this.#slots.runDue();
	}

	async #fire(): Promise<void> {
		const { db } = this.#parts;
		const connectionIds = await this.#readyConnections();
		const options = { db, now: this.#now, connectionIds, reportFolder: this.#options.reportFolder };
		for (let more = connectionIds.length > 0; more && !this.#stopped;) {
			const { fired, late } = await claimDue(options);
			if (fired.length > 0) failPoint('after fired');
			for (const schedule of late) this.#tell({ type: 'needsConfirmation', schedule });
			for (const schedule of fired) {
				const lateMs = Date.parse(schedule.firedAt ?? '') - Date.parse(schedule.time.dueAt);
				this.#tell({ type: 'fired', schedule, lateMs });
			}
			more = fired.length > 0;
		}
	}

	/** The connections of what is due, as far as their tenants answer and agree about the time. */
	async #readyConnections(): Promise<string[]> {
		const { db, connections } = this.#parts;
		const due = await db
			.selectFrom('schedule')
			.select(['connection_id', 'tenant_id'])
			.distinct()
			.where('state', '=', 'pending')
			.where('due_at', '<=', (await this.#now(db)).toISOString())
			.execute();
		const ready = await Promise.all(
			due.map(async ({ connection_id, tenant_id }) => {
				const is = await connections.open(connection_id).then(
					(connection) => this.#check.readiness(connection_id, connection),
					(error: unknown) => ({
						ok: false as const,
						reason: error instanceof Error ? error.message : String(error),
					}),
				);
				return this.#holds.note(connection_id, tenant_id, is) ? connection_id : null;
			}),
		);
		return ready.filter((id) => id !== null);
	}
}

/** A watcher that breaks must not be able to stop what is due. */
function unbreakable(listener: ScheduleListener): ScheduleListener {
	return (event) => {
		try {
			listener(event);
		} catch {
			// The database has it.
		}
	};
}
