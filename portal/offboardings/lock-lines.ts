import { markOf, type StatusMark, type StepKey, type StepOutcome } from '../../runner';

/** One of the three steps that lock somebody out, as the top of the card says it. */
export interface LockLine {
	readonly mark: StatusMark;
	readonly what: string;
	readonly says: string;
}

/** What each is called once it is done, and before. */
const LINES: readonly (readonly [key: StepKey, done: string, open: string])[] = [
	['disableAccount', 'Sign-in off', 'Sign-in not off'],
	['resetPassword', 'Password replaced', 'Password not replaced'],
	['revokeSessions', 'Sessions revoked', 'Sessions not revoked'],
];

/**
 * The three of the lock-out.
 *
 * @param marks of the steps as the card shows them
 * @param isOver nothing more comes
 * @param startedAt when the run began, ISO 8601
 */
export function lockLinesOf(
	marks: ReadonlyMap<StepKey, StatusMark>,
	outcomes: ReadonlyMap<StepKey, StepOutcome>,
	isOver: boolean,
	startedAt: string,
): readonly LockLine[] {
	return LINES.map(([key, done, open]) => {
		const mark = marks.get(key) ?? 'pending';
		const outcome = mark === 'running' ? undefined : outcomes.get(key);
		const isDone = outcome !== undefined && ['done', 'skipped'].includes(outcome.status);
		const what = isDone ? done : isForNow(outcome) ? `${done} for now` : open;
		return { mark, what, says: saysOf(outcome, mark, isOver, startedAt) };
	});
}

/** Done in the cloud and read back, while somebody has to act elsewhere so that it stays so. */
function isForNow(outcome: StepOutcome | undefined): boolean {
	if (outcome?.status !== 'blocked') return false;
	return outcome.items.some(({ status, verified }) => status === 'done' && verified);
}

function saysOf(
	outcome: StepOutcome | undefined,
	mark: StatusMark,
	isOver: boolean,
	startedAt: string,
): string {
	if (mark === 'running') return 'Under way';
	if (!outcome) return isOver ? 'Not done' : 'Not yet';
	if (outcome.status === 'skipped') return outcome.reason ?? outcome.summary;
	if (outcome.status !== 'done') return outcome.reason ?? outcome.summary;
	const times = outcome.items.flatMap(({ acceptedAt }) => acceptedAt ?? []);
	const at = Math.max(...(times.length > 0 ? times : [outcome.finishedAt]).map(Date.parse));
	const seconds = Math.max(0, (at - Date.parse(startedAt)) / 1_000).toFixed(1);
	return `${seconds} s, ${markOf(outcome) === 'done' ? 'read back' : 'accepted, not read back'}`;
}
