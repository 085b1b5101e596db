import type { ScheduleListener } from './schedule-event';

/** A trouble that was not met for so long, milliseconds, is a new one when it is met again. */
const QUIET_MS = 5_000;

/** Tells what goes wrong on our side, each thing once while it lasts, and that it is over. */
export class Troubles {
	readonly #lastSeen = new Map<string, number>();
	#isDown = false;

	constructor(
		private readonly tell: ScheduleListener,
		private readonly monotonic: () => number,
	) {}

	/** Nothing could be looked at or begun. It is tried again in a second. */
	down(error: unknown): void {
		this.#isDown = true;
		this.note('schedules', error);
	}

	/** It could. */
	up(): void {
		if (!this.#isDown) return;
		this.#isDown = false;
		this.#lastSeen.clear();
		this.tell({ type: 'released', tenantId: null });
	}

	note(what: string, error: unknown): void {
		const reason = error instanceof Error ? error.message : String(error);
		const last = this.#lastSeen.get(reason);
		const now = this.monotonic();
		this.#lastSeen.set(reason, now);
		if (last === undefined || now - last > QUIET_MS) this.tell({ type: 'trouble', what, reason });
	}
}
