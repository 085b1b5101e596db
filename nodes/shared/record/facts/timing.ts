import type { Offboarding } from '../../step/offboarding';
import type { StepKey } from '../../step/vocabulary';
import { rowsOf } from '../rows';
import { latest } from '../times';
import { lockOutOf, type LockOut } from '../verdict';

/** When what happened, ISO 8601 UTC, and how long the person could still get in after their employment had ended. */
export interface Timing {
	readonly requestedAt: string;
	readonly scheduledFor: string | null;
	readonly startedAt: string;
	/** When Microsoft accepted it; null when it did not. */
	readonly signInOffAt: string | null;
	readonly sessionsRevokedAt: string | null;
	/** When the last of sign-in, password and sessions was accepted; null unless all three were. */
	readonly lockedOutAt: string | null;
	/** Whether all three were read back. */
	readonly lockOutSeen: boolean;
	/** When the last step before the record ended. */
	readonly completedAt: string | null;
	/** The end of employment, as it was given; null: not recorded. */
	readonly effectiveEnd: string | null;
	/** From the end of employment to the lock-out, to a tenth; below zero: the lock-out came first. */
	readonly minutesToLockOut: number | null;
	readonly targetMinutes: number | null;
	/** `open`: not locked out, and there is still time. `notReckoned`: something to reckon with is missing. */
	readonly target: 'met' | 'missed' | 'open' | 'notReckoned';
	/** Why the target is not reckoned, or not met by a lock-out; null otherwise. */
	readonly note: string | null;
}

const MINUTE_MS = 60_000;
const LOCK_OUT: readonly StepKey[] = ['disableAccount', 'resetPassword', 'revokeSessions'];

/**
 * Reckons how long the lock-out took.
 *
 * @param generatedAt until when nothing else is known to have happened
 */
export function timingOf(offboarding: Offboarding, generatedAt: string): Timing {
	const { request, startedAt, steps } = offboarding;
	const {
		effectiveEnd = null,
		lockOutTargetMinutes = null,
		scheduledFor,
	} = request.caseFacts ?? {};
	const lockOut = lockOutOf(offboarding, rowsOf(offboarding));
	const acceptedAt = lockOut.lines.map(({ at }) => at);
	const before = steps.filter(({ key }) => key !== 'compliancePdf');
	return {
		requestedAt: request.requestedAt,
		scheduledFor: scheduledFor ?? null,
		startedAt,
		signInOffAt: acceptedAt[0] ?? null,
		sessionsRevokedAt: acceptedAt[2] ?? null,
		lockedOutAt: lockOut.at,
		lockOutSeen: lockOut.mark === 'done',
		completedAt: latest(before.map(({ finishedAt }) => finishedAt)),
		effectiveEnd,
		minutesToLockOut: minutesBetween(effectiveEnd, lockOut.at),
		targetMinutes: lockOutTargetMinutes,
		...judgeIn(offboarding, lockOut, generatedAt),
	};
}

/** A try that leaves part of the lock-out out can neither meet a target nor miss it. */
function judgeIn(
	{ request: { only, caseFacts = {} } }: Offboarding,
	lockOut: LockOut,
	generatedAt: string,
): Pick<Timing, 'target' | 'note'> {
	const { effectiveEnd = null, lockOutTargetMinutes = null } = caseFacts;
	const isWhole = !only || LOCK_OUT.every((key) => only.steps.includes(key));
	if (isWhole) return judge(lockOut, effectiveEnd, lockOutTargetMinutes, generatedAt);
	const note = `The lock-out as a whole was not part of this try. See ${only.of}.`;
	return { target: 'notReckoned', note };
}

function judge(
	{ at, mark }: LockOut,
	end: string | null,
	target: number | null,
	generatedAt: string,
): Pick<Timing, 'target' | 'note'> {
	const not = (note: string) => ({ target: 'notReckoned', note }) as const;
	if (end === null) return not('When employment ended is not recorded.');
	if (target === null) return not('No target was given.');
	const took = minutesBetween(end, at);
	if (took !== null) {
		const note =
			mark === 'done' ? null : 'Reckoned from what was accepted; not all of it was read back.';
		return { target: took <= target ? 'met' : 'missed', note };
	}
	if (mark === 'skipped')
		return not('Part of the lock-out had nothing to do, so it has no time of its own.');
	const isOver = (minutesBetween(end, generatedAt) ?? 0) > target;
	return {
		target: isOver ? 'missed' : 'open',
		note: 'The lock-out was not complete when this was made.',
	};
}

function minutesBetween(from: string | null, to: string | null): number | null {
	if (from === null || to === null) return null;
	const minutes = (Date.parse(to) - Date.parse(from)) / MINUTE_MS;
	return Number.isNaN(minutes) ? null : Math.round(minutes * 10) / 10;
}
