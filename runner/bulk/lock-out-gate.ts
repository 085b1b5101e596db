/**
 * Holds everybody on a list after the lock-out until nobody on it is still before or in it: five hundred people are
 * locked out within seconds, although the rest takes minutes.
 */
export class LockOutGate {
	readonly #missing: Set<number>;
	readonly #opened: Promise<void>;
	#open: () => void = () => undefined;

	/** @param positions those who have to come here, or end, before anybody may go on */
	constructor(positions: Iterable<number>) {
		this.#missing = new Set(positions);
		this.#opened = new Promise((resolve) => {
			this.#open = resolve;
		});
		if (this.#missing.size === 0) this.#open();
	}

	/** Somebody is through the lock-out, or will never come: their run has ended. */
	arrive(position: number): void {
		if (this.#missing.delete(position) && this.#missing.size === 0) this.#open();
	}

	/** Waits until everybody has arrived, or the run is stopped. */
	async pass(stopped: AbortSignal): Promise<void> {
		if (stopped.aborted) return;
		let wake: () => void = () => undefined;
		const stop = new Promise<void>((resolve) => {
			wake = resolve;
		});
		stopped.addEventListener('abort', wake, { once: true });
		await Promise.race([this.#opened, stop]);
		stopped.removeEventListener('abort', wake);
	}
}
