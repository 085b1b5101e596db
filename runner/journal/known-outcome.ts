import type { StepOutcome } from '../../nodes/shared/step/outcome';
import type { StepRecord } from './run-record';

/**
 * What is known of a step: its outcome; for one that began and has no end, that nobody knows; null for one that was
 * never reached. A crash between a request and its record leaves the second kind.
 */
export function knownOutcome({ number, key, startedAt, outcome }: StepRecord): StepOutcome | null {
	if (outcome || startedAt === null) return outcome;
	const reason = 'It began, and no end was written down. Check in the tenant what it changed.';
	return {
		number,
		key,
		status: 'unknown',
		verified: false,
		summary: reason,
		reason,
		items: [],
		startedAt,
		finishedAt: startedAt,
		calls: [],
	};
}
