import type { Queries } from '../database/db';
import { knownOutcome } from '../journal/known-outcome';
import { OPEN } from '../journal/abandoned-runs';
import { readRuns } from '../journal/read-runs';
import type { RunRecord } from '../journal/run-record';
import { isNotTried } from '../../nodes/shared/step/onlySteps';
import { isOver, type ItemOutcome, type StepOutcome } from '../../nodes/shared/step/outcome';
import { worstStatus, type StepKey } from '../../nodes/shared/step/vocabulary';
import type { FollowUp } from './follow-up';

/** How a step of an offboarding stands by now, and which of its runs left it so. */
export interface StandingStep {
	readonly key: StepKey;
	/** Null for one that was never reached. */
	readonly outcome: StepOutcome | null;
	readonly run: string;
}

/** A statement has a limited number of parameters. */
const AT_ONCE = 500;

/** The runs that tried single steps again, of whatever run, the first one first. */
export async function triesOf(
	db: Queries,
	followUps: readonly Pick<FollowUp, 'kind' | 'nextRun'>[],
): Promise<readonly RunRecord[]> {
	const ids = followUps.flatMap(({ kind, nextRun }) => (kind === 'stepAgain' && nextRun) || []);
	const found: RunRecord[] = [];
	for (let from = 0; from < ids.length; from += AT_ONCE) {
		found.push(...(await readRuns(db, { ids: ids.slice(from, from + AT_ONCE) })));
	}
	return found.sort((one, other) => ids.indexOf(one.id) - ids.indexOf(other.id));
}

/**
 * Every step of a run as it stands: by the last try that has ended and came to its end in it, otherwise as the run left
 * it. The record is each run's own.
 */
export function standingSteps(
	run: RunRecord,
	tries: readonly RunRecord[],
): readonly StandingStep[] {
	const ended = tries.filter(({ status }) => !OPEN.includes(status));
	return run.steps.map((step) => {
		const first = { key: step.key, outcome: knownOutcome(step), run: run.id };
		if (step.key === 'compliancePdf') return first;
		const later = ended.flatMap(({ id, steps }) => {
			const same = steps.find(({ key }) => key === step.key);
			const outcome = same ? knownOutcome(same) : null;
			return outcome && isTried(outcome) ? [{ key: step.key, outcome, run: id }] : [];
		});
		const last = later.at(-1);
		if (!last) return first;
		return step.key === 'wipeDevices' ? withLostWipes(last, [first, ...later]) : last;
	});
}

/**
 * A wipe whose answer was lost is open until a person decides, also where a later try no longer found the device: that
 * Intune does not list it may be because it was wiped.
 */
function withLostWipes(
	last: StandingStep & { readonly outcome: StepOutcome },
	all: readonly StandingStep[],
): StandingStep {
	const idOf = ({ targetId }: ItemOutcome) => targetId?.toLowerCase() ?? '';
	const items = new Map(last.outcome.items.map((item) => [idOf(item), item]));
	const lost = new Map<string, ItemOutcome>();
	for (const { outcome } of all) {
		for (const item of outcome?.items ?? []) {
			if (item.status === 'unknown' && !items.has(idOf(item))) lost.set(idOf(item), item);
			// What an earlier try came to counts where a later one says nothing.
			else lost.delete(idOf(item));
		}
	}
	if (lost.size === 0) return last;
	const { outcome } = last;
	const status = worstStatus([outcome.status, 'unknown']);
	const [{ reason } = outcome] = lost.values();
	return {
		...last,
		outcome: {
			...{ ...outcome, status, verified: false, reason: outcome.reason ?? reason },
			items: [...outcome.items, ...lost.values()],
		},
	};
}

/** What was stopped in the middle is as open as it was before. */
const isTried = (outcome: StepOutcome): boolean => !isNotTried(outcome) && isOver(outcome);
