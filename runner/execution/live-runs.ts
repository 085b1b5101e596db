import type { StopCode } from '../../nodes/shared/graph/effectJournal';

/** Something under way that can be stopped before its next request: a run, or the undo of one. */
export interface Stoppable {
	stop(code: StopCode): void;
}

/** The runs that are under way in this process, so that all of them can be stopped at once. */
export class LiveRuns {
	readonly #runs = new Set<Stoppable>();
	#paused = false;

	/** Takes a run in until it ends. One that comes too late sends nothing. */
	add(run: Stoppable): () => void {
		this.#runs.add(run);
		if (this.#paused) run.stop('RunPaused');
		return () => this.#runs.delete(run);
	}

	/** Stops each before its next request, to go on later; from here on none begins. */
	pause(): void {
		this.#paused = true;
		for (const run of this.#runs) run.stop('RunPaused');
	}
}
