import { systemClock, type Clock } from '../../nodes/shared/graph';
import type { Queries } from '../database/db';
import { databaseNow } from '../database/concurrency';
import { failPoint } from '../journal/fail-point';
import { claimDue } from './claim';
import { ClockCheck, databaseReadiness } from './clock-check';
import { Holds } from './holds';
import { Lists } from './lists';
import { openRuns } from './open-runs';
import { unbreakable, type ScheduleListener } from './schedule-event';
import { readyConnections } from './ready-connections';
import type { SchedulerParts } from './scheduler-parts';
import { settleSchedules } from './settle';
import { Slots, type SlotHandlers, type SlotTimes } from './slots';
import { Troubles } from './troubles';
import { Undos } from './undos';
import { Work } from './work';

/** How a scheduler works; everything has a default but where the PDFs go. */
export interface SchedulerOptions {
	/** An existing folder for the PDFs of schedules that name none. */
	readonly reportFolder: string;
	readonly listener?: ScheduleListener;
	/** How many offboardings at once; 8 when absent. */
	readonly concurrency?: number;
	/** What is done every so often, by name. A slot without a handler is left out. */
	readonly slots?: SlotHandlers;
	/** How long after its end a run is looked at again, hours; 24 when left out, null: never. */
	readonly recheckAfterHours?: number | null;
	/** When, where it is not the time that `SLOTS` says. */
	readonly slotTimes?: SlotTimes;
	/** The clock of this machine; tests bring their own. */
	readonly clock?: Clock;
	/** The clock of the database, which decides what is due; tests bring their own. */
	readonly databaseClock?: (db: Queries) => Promise<Date>;
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
	readonly #lists: Lists;
	readonly #undos: Undos;
	readonly #slots: Slots;
	readonly #tell: ScheduleListener;
	readonly #concurrency: number;
	readonly #troubles: Troubles;
	#ticking: Promise<void> | null = null;
	#stopped = false;
	/** What is delivered while a clock is wrong is left to others; null: not looked yet. */
	#clocksAgree: boolean | null = null;

	constructor(parts: SchedulerParts, options: SchedulerOptions) {
		this.#parts = parts;
		this.#options = options;
		this.#now = options.databaseClock ?? databaseNow;
		this.#clock = options.clock ?? systemClock;
		this.#tell = unbreakable(options.listener ?? (() => undefined));
		this.#holds = new Holds(this.#tell);
		const monotonic = () => performance.now();
		this.#check = new ClockCheck(this.#clock, monotonic);
		this.#concurrency = options.concurrency ?? CONCURRENCY;
		this.#troubles = new Troubles(this.#tell, monotonic);
		const { connections } = parts;
		const shared = { connections, check: this.#check, holds: this.#holds, monotonic };
		this.#work = new Work({
			...{ ...shared, resume: parts.resume, tell: this.#tell },
			...{ concurrency: this.#concurrency, reportFolder: options.reportFolder },
			worked: async () => {
				await settleSchedules(parts.db);
			},
		});
		this.#lists = new Lists({
			...parts.lists,
			...{ connections, monotonic },
			trouble: (id, error) => this.#troubles.note(id, error),
		});
		this.#undos = new Undos({
			...parts.undos,
			...shared,
			spareFolder: options.reportFolder,
			trouble: (id, error) => this.#troubles.note(id, error),
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
			.then(() => this.#troubles.up())
			.catch((error: unknown) => this.#troubles.down(error))
			.finally(() => {
				this.#ticking = null;
			});
		await this.#ticking;
	}

	/** Stops before the next request of every run; resolves when all have given their leases back. */
	async stop(): Promise<void> {
		this.#stopped = true;
		this.#parts.pause();
		const { delivery } = this.#parts;
		const own = [this.#work.stop(), this.#lists.stop(), this.#undos.stop(), this.#slots.stop()];
		await Promise.all([this.#ticking, ...own, delivery.stop()]);
	}

	/**
	 * Begins to take what is delivered; a tick does it too, where it was not done before.
	 *
	 * @throws DatabaseError in one line, where the queue of a server can't be made
	 */
	async start(): Promise<void> {
		await this.#parts.delivery.start({
			concurrency: this.#concurrency,
			offer: (runs) => this.#work.offer(runs),
			isReady: (run) => this.#work.isReady(run),
			take: (id) => this.#take(id).catch((error: unknown) => this.#troubles.note(id, error)),
			trouble: (error) => this.#troubles.note('queue', error),
		});
	}

	async #take(id: string): Promise<void> {
		this.#clocksAgree ??= await this.#checkClocks();
		if (!this.#clocksAgree) return;
		const { db, connections, abandoned } = this.#parts;
		const [run] = await openRuns(db, abandoned, connections, id);
		if (run) await this.#work.take(run);
	}

	async #tick(): Promise<void> {
		if (this.#stopped) return;
		const { db, connections, abandoned, delivery } = this.#parts;
		this.#clocksAgree = await this.#checkClocks();
		if (!this.#clocksAgree) return;
		await this.start();
		await this.#fire();
		await settleSchedules(db);
		await delivery.offer(await openRuns(db, abandoned, connections));
		await this.#lists.tick();
		await this.#undos.tick();
		await this.#slots.runDue();
	}

	async #checkClocks(): Promise<boolean> {
		const clocks = databaseReadiness(this.#clock.now(), await this.#now(this.#parts.db));
		return this.#holds.note(null, null, clocks);
	}

	async #fire(): Promise<void> {
		const { db, connections, delivery } = this.#parts;
		const parts = { db, connections, check: this.#check, holds: this.#holds };
		const connectionIds = await readyConnections(parts, await this.#now(db));
		const options = { db, now: this.#now, connectionIds, reportFolder: this.#options.reportFolder };
		for (let more = connectionIds.length > 0; more && !this.#stopped;) {
			const { fired, late } = await claimDue(options);
			if (fired.length > 0) failPoint('after fired');
			for (const schedule of late) this.#tell({ type: 'needsConfirmation', schedule });
			for (const schedule of fired) {
				const lateMs = Date.parse(schedule.firedAt ?? '') - Date.parse(schedule.time.dueAt);
				this.#tell({ type: 'fired', schedule, lateMs });
			}
			await delivery.announce(fired.flatMap(({ runId }) => runId ?? []));
			more = fired.length > 0;
		}
	}
}
