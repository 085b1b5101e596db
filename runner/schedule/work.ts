import type { RunProgress } from '../execution/progress';
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
	/** Milliseconds since some moment, whatever the clock on the wall does. */
	readonly monotonic: () => number;
	/** Told whenever a run was worked on. */
	readonly worked: () => Promise<void>;
}

/** How long a run that waits for its tenant is left alone, milliseconds. */
export const WAITS_MS = 3 * 60_000;
/** The same for one whose turn went wrong on our side. */
const TROUBLE_MS = 30_000;

/** Works on runs, so many at a time, each by whoever of all processes takes its lease first. */
export class Work {
	readonly #parts: WorkParts;
	readonly #underWay = new Map<string, Promise<void>>();
	readonly #notBefore = new Map<string, number>();
	#queue: OpenRun[] = [];
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
		const now = this.#parts.monotonic();
		this.#queue = runs.filter(
			({ id }) => !this.#underWay.has(id) && (this.#notBefore.get(id) ?? 0) <= now,
		);
		this.#fill();
	}

	/** Begins nothing more, and resolves when nothing is under way. */
	async stop(): Promise<void> {
		this.#stopped = true;
		await Promise.all(this.#underWay.values());
	}

	#fill(): void {
		while (!this.#stopped && this.#underWay.size < this.#parts.concurrency) {
			const run = this.#queue.shift();
			if (!run) return;
			if (this.#underWay.has(run.id)) continue;
			const done = this.#drive(run).finally(() => {
				this.#underWay.delete(run.id);
				this.#fill();
			});
			this.#underWay.set(run.id, done);
		}
	}

	async #drive(run: OpenRun): Promise<void> {
		const { tell, worked } = this.#parts;
		try {
			const ended = await this.#resume(run);
			if (ended) tell({ type: 'ended', run: ended });
			if (ended?.status === 'waiting') this.#leaveAlone(run, WAITS_MS);
			await worked();
		} catch (error) {
			this.#leaveAlone(run, TROUBLE_MS);
			const reason = error instanceof Error ? error.message : String(error);
			tell({ type: 'trouble', what: run.id, reason });
		}
	}

	async #resume(run: OpenRun): Promise<RunRecord | null> {
		const { connections, check, holds, resume, tell } = this.#parts;
		const connection = await connections.open(run.connectionId);
		const is = await check.readiness(run.connectionId, connection);
		if (!holds.note(run.connectionId, run.tenantId, is)) {
			this.#leaveAlone(run, TROUBLE_MS);
			return null;
		}
		const ended = await resume(run.id, {
			connection,
			listener: (progress) => tell({ type: 'progress', runId: run.id, progress }),
		});
		return ended?.status === 'running' ? null : ended;
	}

	#leaveAlone({ id }: OpenRun, milliseconds: number): void {
		this.#notBefore.set(id, this.#parts.monotonic() + milliseconds);
	}
}
