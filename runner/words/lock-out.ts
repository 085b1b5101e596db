import { isNotTried } from '../../nodes/shared/step/onlySteps';
import type { StepOutcome } from '../../nodes/shared/step/outcome';
import { STEPS, type StatusMark, type StepKey } from '../../nodes/shared/step/vocabulary';

/** Whether this person can still get in: the first thing anybody wants to know of a run. */
export interface LockOut {
	readonly mark: StatusMark;
	readonly sentence: string;
	/** From the start until Graph accepted the last of the three; null for somebody who is not locked out. */
	readonly seconds: number | null;
	/** What even a lock-out cannot do; null when there is none. */
	readonly limit: string | null;
}

const TOKEN_LIMIT =
	'Apps that already hold a token can use it until it expires, by default after 90 minutes at most. Microsoft sets that limit.';

const LOCKING: readonly StepKey[] = STEPS.filter((step) => step.phase === 'Lock out').map(
	(step) => step.key,
);

/**
 * What the first three steps add up to.
 *
 * @param startedAt when the run began, ISO 8601
 * @returns null until all three ended, for a dry run, and for a try that leaves one of them out: it knows nothing of the
 * whole
 */
export function lockOutOf(
	outcomes: ReadonlyMap<StepKey, StepOutcome>,
	startedAt: string,
	simulated: boolean,
): LockOut | null {
	const locking = LOCKING.flatMap((key) => outcomes.get(key) ?? []);
	if (locking.length < LOCKING.length) return null;
	if (locking.some((one) => one.status === 'pending' || isNotTried(one))) return null;
	const open = locking.filter(({ status }) => status !== 'done' && status !== 'skipped');
	if (open.length > 0) {
		const [first] = open;
		const which = open.map(({ number, status }) => `step ${number} is ${status}`).join(', ');
		const sentence = `Not locked out: ${which}.`;
		return { mark: first?.status ?? 'unknown', sentence, seconds: null, limit: null };
	}
	const seconds = (lastAccepted(locking) - Date.parse(startedAt)) / 1000;
	const readBack = locking.filter(
		({ verified, status }) => verified || status === 'skipped',
	).length;
	const all = readBack === locking.length;
	const how = all ? 'read back' : `accepted, ${readBack} of ${locking.length} read back`;
	const where = simulated ? ' in the simulation' : '';
	return {
		mark: all ? 'done' : 'accepted',
		sentence: `Locked out${where} ${seconds.toFixed(1)} s after start, ${how}.`,
		seconds,
		limit: simulated ? null : TOKEN_LIMIT,
	};
}

/** When Graph accepted the last of the three; where a step kept no such time, when it ended. */
function lastAccepted(outcomes: readonly StepOutcome[]): number {
	const times = outcomes.flatMap(({ items, finishedAt }) => {
		const accepted = items.flatMap(({ acceptedAt }) => acceptedAt ?? []);
		return accepted.length > 0 ? accepted : [finishedAt];
	});
	return Math.max(...times.map((time) => Date.parse(time)));
}
