import type { Wait } from '../../nodes/shared/graph/wait';
import type { StepKey } from '../../nodes/shared/step/vocabulary';
import type { HeldRun } from '../journal/held-run';
import type { Journal } from '../journal/journal';
import { serviceOf } from '../limits/charges';
import type { ProgressListener, RunWait } from './progress';

/** Two waits that end so close to each other are one: several requests of a step may be asked to wait. */
const SAME_MS = 1_000;

/** Writes down what a run waits for and tells whoever watches, so that nobody takes it for one that hangs. */
export class Waits {
	readonly #journal: Journal;
	readonly #held: HeldRun;
	readonly #tell: ProgressListener;
	readonly #latest = new Map<string, number>();
	#writing: Promise<void> = Promise.resolve();

	constructor(journal: Journal, held: HeldRun, tell: ProgressListener) {
		this.#journal = journal;
		this.#held = held;
		this.#tell = tell;
	}

	/** Takes a wait that has begun. Never throws, and nobody waits for it. @param key null for the look-up */
	note(key: StepKey | null, { untilIso, why, path }: Wait): void {
		const service = serviceOf({ method: 'GET', path });
		const name = `${key} ${service} ${why}`;
		const until = Date.parse(untilIso);
		if (until <= (this.#latest.get(name) ?? 0) + SAME_MS) return;
		this.#latest.set(name, until);
		const wait: RunWait = { key, untilIso, why, service };
		this.#tell({ type: 'waiting', wait });
		// A line about a wait is worth no run; what can't be written shows at the next entry that matters.
		this.#writing = this.#writing
			.then(() => this.#journal.waiting(this.#held, { ...wait }))
			.catch(() => undefined);
	}

	/** Resolves when everything is written down. */
	async written(): Promise<void> {
		await this.#writing;
	}
}
