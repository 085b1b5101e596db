/**
 * The words of the product: which steps there are, in which order, and how a step or one thing inside it can end.
 * Every surface (terminal, PDF, portal, messages) takes its words and its nine cells from here.
 */

/** How a step, or one item inside it, ended. See `describeStatus` for how each is shown. */
export type EndStatus = 'done' | 'skipped' | 'blocked' | 'failed' | 'unknown';

/** `pending` is only ever seen before a step ran, or in a dry run. */
export type Status = EndStatus | 'pending';

/** How a whole offboarding ended or stands. */
export type RunStatus =
	'completed' | 'completed_with_exceptions' | 'failed' | 'cancelled' | 'refused' | 'waiting';

/** One row of the nine. Step 8 has two halves, so there are ten rows for nine numbers. */
export interface StepName {
	readonly number: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
	readonly key: string;
	/** Shown to people, in the imperative. */
	readonly title: string;
	/** The group a step belongs to on every surface: 3-2-2-1-1. */
	readonly phase: 'Lock out' | 'Access' | 'Mail' | 'Devices, groups' | 'Record';
}

/** The steps in the order in which they are tried. */
export const STEPS = [
	{ number: 1, key: 'disableAccount', title: 'Disable account', phase: 'Lock out' },
	{ number: 2, key: 'resetPassword', title: 'Reset password', phase: 'Lock out' },
	{ number: 3, key: 'revokeSessions', title: 'Revoke sessions', phase: 'Lock out' },
	{ number: 4, key: 'removeMfaMethods', title: 'Remove MFA methods', phase: 'Access' },
	{ number: 5, key: 'removeAdminRoles', title: 'Remove admin roles', phase: 'Access' },
	{ number: 6, key: 'forwardEmail', title: 'Forward email', phase: 'Mail' },
	{ number: 7, key: 'setOutOfOffice', title: 'Set out-of-office', phase: 'Mail' },
	{ number: 8, key: 'wipeDevices', title: 'Wipe devices', phase: 'Devices, groups' },
	{
		number: 8,
		key: 'removeFromTeams',
		title: 'Remove from Teams and groups',
		phase: 'Devices, groups',
	},
	{ number: 9, key: 'compliancePdf', title: 'Compliance PDF', phase: 'Record' },
] as const satisfies readonly StepName[];

export type StepKey = (typeof STEPS)[number]['key'];

/** The row of the table for a key. */
export function stepNamed(key: StepKey): StepName {
	const found = STEPS.find((step) => step.key === key);
	if (!found) throw new Error(`There is no step called ${key}`);
	return found;
}

/** Worst first. Decides the status of a step from its items, and the shape a run shows. */
const SEVERITY: readonly Status[] = ['failed', 'unknown', 'blocked', 'pending', 'done', 'skipped'];

/** The worst of several statuses; `skipped` when there is none, because then there was nothing to do. */
export function worstStatus(statuses: readonly Status[]): Status {
	return SEVERITY.find((status) => statuses.includes(status)) ?? 'skipped';
}

/** `true` for what keeps a run from being `completed`. */
export function isException(status: Status): boolean {
	return status === 'blocked' || status === 'failed' || status === 'unknown';
}

/** The mark that shows a status: solid means seen, outline means said, hatch means not known. */
export type StatusMark = EndStatus | 'accepted' | 'waiting' | 'running' | 'pending';

/**
 * The one place where certainty becomes a mark: `done` without a read-back is shown as *accepted*, never as done.
 */
export function markOf(outcome: { status: Status; verified: boolean }): StatusMark {
	return outcome.status === 'done' && !outcome.verified ? 'accepted' : outcome.status;
}

/** The word beside each mark, on every surface. */
export const STATUS_WORD: Readonly<Record<StatusMark, string>> = {
	done: 'Done',
	accepted: 'Accepted',
	skipped: 'Skipped',
	blocked: 'Blocked',
	failed: 'Failed',
	unknown: 'Unknown',
	waiting: 'Waiting',
	running: 'Running',
	pending: 'Not started',
};
