import type { AddendumCheck, CheckStatus } from '../../nodes/shared/record/addendum/addendum';
import type { Seen } from './read-again';

/** Clocks of Microsoft and of this machine differ a little, and the directory keeps whole seconds, milliseconds. */
export const CLOCK_MS = 5 * 60_000;

/** A check of something that was read; what was not, or is gone, answers for itself. */
export function check<Value>(
	claim: string,
	seen: Seen<Value>,
	judge: (value: Value) => readonly [CheckStatus, string],
): AddendumCheck {
	const [status, says] = seen.is === 'seen' ? judge(seen.value) : notSeen(seen);
	return { claim, targetId: null, status, says, requestId: seen.requestId };
}

function notSeen(seen: Exclude<Seen<never>, { is: 'seen' }>): readonly [CheckStatus, string] {
	if (seen.is === 'unread') return ['notKnown', `It could not be read. ${seen.reason}`];
	return ['confirmed', 'There is no such account any more: it was deleted after the record.'];
}
