import { createHash } from 'node:crypto';
import type { Schedule } from './schedule-record';

/**
 * What a schedule says of one person's offboarding, as a short mark: who and when, what was chosen, and who asked for it.
 * A form that was filled from another one is told by it.
 *
 * @returns SHA-256, hex
 */
export function scheduleVersion(schedule: Schedule): string {
	const { id, employee, time, manager, ticket, caseFacts, choices } = schedule;
	const said = [id, employee.id, time.dueAt, time.zone, manager, ticket, caseFacts, choices];
	const asked = [schedule.requestedBy, schedule.createdAt];
	return createHash('sha256')
		.update(JSON.stringify([...said, ...asked]))
		.digest('hex');
}
