import type { OpenRun } from '../schedule/open-runs';

/** Somebody who works on runs, as far as whoever hands them out knows. */
export interface Worker {
	/** How many runs at once. */
	readonly concurrency: number;
	/** Begins with as many of these as there is room for, in their order. Forgets what was offered before. */
	offer(runs: readonly OpenRun[]): void;
	/** Whether this process would begin with it: it is not at it, and has not just tried. */
	isReady(run: OpenRun): boolean;
	/** Works on one; resolves when it has ended here, or is somebody else's. Never rejects. */
	take(id: string): Promise<void>;
	/** Something of the delivery went wrong. It is tried again. */
	trouble(error: unknown): void;
}

/**
 * Hands runs to runners. It decides nothing: what there is to do stands in the journal, and whoever takes the lease does
 * it. A word that is lost is said again, one that comes twice finds the run taken.
 */
export interface Delivery {
	/** Begins to hand out. May be called again: then it does nothing. @throws DatabaseError */
	start(worker: Worker): Promise<void>;
	/** These are new: somebody may begin at once. */
	announce(ids: readonly string[]): Promise<void>;
	/** These are all that nobody works on, the first ones first. Said every second. */
	offer(runs: readonly OpenRun[]): Promise<void>;
	/** Hands out nothing more; resolves when whoever works has stopped. */
	stop(): Promise<void>;
}

/** For the processes of one machine: each looks for itself, and offers what it finds to itself. */
export class OwnDelivery implements Delivery {
	#worker: Worker | null = null;

	async start(worker: Worker): Promise<void> {
		this.#worker = worker;
	}

	/** What is new is among what is offered a moment later. */
	async announce(): Promise<void> {}

	async offer(runs: readonly OpenRun[]): Promise<void> {
		this.#worker?.offer(runs);
	}

	async stop(): Promise<void> {
		this.#worker = null;
	}
}
