import type { Offboarding } from './offboarding';
import { isNotTried, NOT_TRIED, NOT_TRIED_CODE, type OnlySteps } from './onlySteps';
import type { ItemOutcome, StepOutcome } from './outcome';
import { outcomeOf } from './runStep';
import { stepNamed, type Status, type StatusMark, type StepKey } from './vocabulary';

/** The outcome of a step that a try leaves out: nothing was read or sent, and how it stood is said. */
export function notTried(key: StepKey, only: OnlySteps, at: Date): StepOutcome {
	const reason = `${NOT_TRIED}: ${stoodWords(key, only)}.`;
	const item: ItemOutcome = {
		...{ target: stepNamed(key).title, targetId: null, reason, code: NOT_TRIED_CODE },
		...({ status: 'skipped', verified: false, requestId: null, attempts: 0 } as const),
		...{ acceptedAt: null, verifiedAt: null, before: null, after: null },
	};
	const time = at.toISOString();
	return {
		...outcomeOf(key, { items: [item], summary: reason }),
		...{ startedAt: time, finishedAt: time, calls: [] },
	};
}

const LEFT: Readonly<Record<StatusMark, string>> = {
	...{ done: 'left it done', accepted: 'left it accepted, not seen yet' },
	...{ skipped: 'skipped it with a reason', blocked: 'left it blocked' },
	...{ failed: 'left it failed', unknown: 'left it unknown', pending: 'did not start it' },
	...{ waiting: 'left it waiting', running: 'left it running' },
};

function stoodWords(key: StepKey, { of, others }: OnlySteps): string {
	const { mark, run } = others.find((one) => one.key === key) ?? { mark: 'pending', run: of };
	if (mark === 'accepted' && key === 'wipeDevices') return `${run} left it requested, not seen yet`;
	return `${run} ${LEFT[mark]}`;
}

/**
 * The steps so far as a later one has to reckon with them: one that this try leaves out stands as it was left, so a
 * mailbox whose forwarding had failed keeps its licence although only the groups are tried again.
 */
export function stepsAsTheyStand({
	steps,
	request: { only },
}: Offboarding): readonly StepOutcome[] {
	if (!only) return steps;
	return steps.map((outcome) => {
		if (!isNotTried(outcome)) return outcome;
		const mark = only.others.find(({ key }) => key === outcome.key)?.mark ?? 'pending';
		return { ...outcome, status: statusOf(mark), verified: mark === 'done' };
	});
}

function statusOf(mark: StatusMark): Status {
	if (mark === 'accepted') return 'done';
	return mark === 'waiting' || mark === 'running' ? 'pending' : mark;
}
