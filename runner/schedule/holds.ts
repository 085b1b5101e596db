import type { Readiness } from './clock-check';
import type { ScheduleListener } from './schedule-event';

/** Remembers what is held and why, so that each reason is told once and its end too. */
export class Holds {
	readonly #held = new Map<string | null, string>();

	constructor(private readonly tell: ScheduleListener) {}

	/**
	 * @param connectionId what it is about; null for everything
	 * @returns whether work may begin
	 */
	note(connectionId: string | null, tenantId: string | null, is: Readiness): boolean {
		if (is.ok) {
			if (this.#held.delete(connectionId)) this.tell({ type: 'released', tenantId });
		} else if (this.#held.get(connectionId) !== is.reason) {
			this.#held.set(connectionId, is.reason);
			this.tell({ type: 'held', tenantId, reason: is.reason });
		}
		return is.ok;
	}
}
