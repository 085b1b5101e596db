import type { RunProgress } from '../execution/progress';
import { isSuspect, WATCH_MS } from '../journal/crash-count';
import { LeaseLostError } from '../journal/held-run';
import type { RunRecord } from '../journal/run-record';
import type { KeptConnections } from '../connections/kept-connections';
import type { ClockCheck } from './clock-check';
import type { Holds } from './holds';
import type { OpenRun } from './open-runs';
import type { ScheduleListener } from './schedule-event';
import type { GraphConnection } from '../../nodes/shared/graph/connection';

/** Goes on with a run; null when it has ended, or somebody else works on it. */
export type Resume = (
	id: string,
	request: {
		readonly connection: GraphConnection;
		readonly spareFolder: string;
		readonly listener: (progress: RunProgress) => void;
	},
) => Promise<RunRecord | null>;

/** What the work needs of the house. */
export interface WorkParts {
	readonly connections: KeptConnections;
	readonly resume: Resume;
	readonly check: ClockCheck;
	readonly holds: Holds;
	readonly tell: ScheduleListener;
	/** How many runs at once. */
	readonly concurrency: number;
	/** Where the PDF of a run goes whose folder is on another machine. */
	readonly reportFolder: string;
	/** Milliseconds since some moment, whatever the clock on the wall does. */
	readonly monotonic: () => number;
	/** Told whenever a run was worked on. */
	readonly worked: () => Promise<void>;
}

/** How long a run that waits for its tenant is left alone, milliseconds. */
export const WAITS_MS = 3 * 60_000;
/** The same for one of a tenant that does not answer. */
const HELD_MS = 30_000;
/** The same for one whose turn went wrong on our side: at first, and at most. */
const TROUBLE_MS = 5_000;
const MOST_TROUBLE_MS = 5 * 60_000;

/** Works on runs, so many at a time, each by whoever of all processes takes its lease first. */
export class Work {
	readonly #parts: WorkParts;
	readonly #underWay = new Map<string, Promise<void>>();
	readonly #notBefore = new Map<string, number>();
	readonly #troubles = new Map<string, number>();
	#queue: OpenRun[] = [];
	/** Of two that killed before, the one that kills now must be known. */
	#suspect: string | null = null;
	#stopped = false;

	constructor(parts: WorkParts) {
		this.#parts = parts;
	}

	/** How many runs this process works on. */
	get count(): number {
		return this.#underWay.size;
	}

	/** Takes note of all runs that can be worked on, in the order in which they shall be. */
	offer(runs: readonly OpenRun[]): void {
		this.#queue = runs.filter((run) => this.isReady(run));
		this.#fill();
	}

	/** Works on one now, however many there are; resolves when it has ended here or is somebody else's. */
	async take(run: OpenRun): Promise<void> {
		if (!this.#stopped && this.isReady(run) && !this.#mustWait(run)) await this.#begin(run);
	}

	/** Whether this process would begin with it: it is not at it, and has not just tried. */
	isReady({ id }: OpenRun): boolean {
		return !this.#underWay.has(id) && (this.#notBefore.get(id) ?? 0) <= this.#parts.monotonic();
	}

	/** Begins nothing more, and resolves when nothing is under way. */
	async stop(): Promise<void> {
		this.#stopped = true;
		await Promise.all(this.#underWay.values());
	}

	#fill(): void {
		while (!this.#stopped && this.#underWay.size < this.#parts.concurrency) {
			// One whose turn has not come keeps its place: it begins as soon as the one before is no longer watched.
			this.#queue = this.#queue.filter(({ id }) => !this.#underWay.has(id));
			const at = this.#queue.findIndex((one) => !this.#mustWait(one));
			const [run] = at < 0 ? [] : this.#queue.splice(at, 1);
			if (!run) return;
			void this.#begin(run).finally(() => this.#fill());
		}
	}

	#mustWait({ crashes }: OpenRun): boolean {
		return isSuspect(crashes) && this.#suspect !== null;
	}

	async #begin(run: OpenRun): Promise<void> {
		const watched = isSuspect(run.crashes) ? this.#watch(run.id) : undefined;
		const done = this.#drive(run).finally(() => {
			this.#underWay.delete(run.id);
			watched?.();
		});
		this.#underWay.set(run.id, done);
		await done;
	}

	/** Lets no other of its kind begin for a while. @returns what ends that earlier */
	#watch(id: string): () => void {
		this.#suspect = id;
		const free = () => {
			clearTimeout(timer);
			if (this.#suspect !== id) return;
			this.#suspect = null;
			this.#fill();
		};
		const timer = setTimeout(free, WATCH_MS);
		timer.unref();
		return free;
	}

	async #drive(run: OpenRun): Promise<void> {
		const { tell, worked } = this.#parts;
		try {
			const ended = await this.#resume(run);
			if (ended) tell({ type: 'ended', run: ended });
			this.#troubles.delete(run.id);
			if (ended?.status === 'waiting') this.#leaveAlone(run, WAITS_MS);
			await worked();
		} catch (error) {
			if (error instanceof LeaseLostError) return tell({ type: 'takenOver', runId: run.id });
			const times = this.#troubles.get(run.id) ?? 0;
			this.#troubles.set(run.id, times + 1);
			this.#leaveAlone(run, Math.min(MOST_TROUBLE_MS, TROUBLE_MS * 2 ** times));
			const reason = error instanceof Error ? error.message : String(error);
			tell({ type: 'trouble', what: run.id, reason });
		}
	}

	async #resume(run: OpenRun): Promise<RunRecord | null> {
		const { connections, check, holds, resume, tell } = this.#parts;
		const connection = await connections.open(run.connectionId);
		const is = await check.readiness(run.connectionId, connection);
		if (!holds.note(run.connectionId, run.tenantId, is)) {
			this.#leaveAlone(run, HELD_MS);
			return null;
		}
		const ended = await resume(run.id, {
			connection,
			spareFolder: this.#parts.reportFolder,
			listener: (progress) => tell({ type: 'progress', runId: run.id, progress }),
		});
		return ended?.status === 'running' ? null : ended;
	}

	#leaveAlone({ id }: OpenRun, milliseconds: number): void {
		this.#notBefore.set(id, this.#parts.monotonic() + milliseconds);
	}
}
