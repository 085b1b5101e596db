import type { Readiness } from './clock-check';
import type { ScheduleListener } from './schedule-event';

/** Remembers what is held and why, so that each reason is told once and its end too. */
export class Holds {
	readonly #held = new Map<string | null, string>();

	constructor(private readonly tell: ScheduleListener) {}

	/** @param tenantId null for all tenants. @returns whether work may begin */
	note(tenantId: string | null, is: Readiness): boolean {
		if (is.ok) {
			if (this.#held.delete(tenantId)) this.tell({ type: 'released', tenantId });
		} else if (this.#held.get(tenantId) !== is.reason) {
			this.#held.set(tenantId, is.reason);
			this.tell({ type: 'held', tenantId, reason: is.reason });
		}
		return is.ok;
	}
}
