import { isNotTried } from '../../nodes/shared/step/onlySteps';
import type { StepOutcome } from '../../nodes/shared/step/outcome';
import {
	markOf,
	STATUS_WORD,
	STEPS,
	worstStatus,
	type Status,
	type StatusMark,
	type StepKey,
} from '../../nodes/shared/step/vocabulary';

/** The states of the steps of one run that are known by now. */
export type MarksByKey = ReadonlyMap<StepKey, StatusMark>;

/** The word beside the shape. */
export function wordOf(mark: StatusMark, simulated: boolean): string {
	const real = simulated && (mark === 'done' || mark === 'accepted');
	return real ? `${STATUS_WORD[mark]}, simulated` : STATUS_WORD[mark];
}

/** The mark of each step that has an outcome. */
export function marksOf(outcomes: Iterable<StepOutcome>): Map<StepKey, StatusMark> {
	return new Map([...outcomes].map((outcome) => [outcome.key, shownMarkOf(outcome)]));
}

/** The steps that a try leaves out. */
export const leftOutOf = (outcomes: readonly StepOutcome[]): ReadonlySet<StepKey> =>
	new Set(outcomes.filter(isNotTried).map(({ key }) => key));

/** As a step is shown: one that a try leaves out was not begun, and not looked at either. */
export function shownMarkOf(outcome: StepOutcome): StatusMark {
	return isNotTried(outcome) ? 'pending' : markOf(outcome);
}

/** One of the nine cells that show a run on every surface. */
export interface Cell {
	readonly mark: StatusMark;
	readonly phase: string;
}

/**
 * The nine cells of a run. The two halves of step 8 share one, which shows the worse of them.
 *
 * @param leftOut steps that a try leaves out: of a cell of which one half was tried, that half says how it went
 */
export function cellsOf(
	marks: MarksByKey,
	leftOut: ReadonlySet<StepKey> = new Set(),
): readonly Cell[] {
	return [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => {
		const both = STEPS.filter((step) => step.number === number);
		const tried = both.filter(({ key }) => !leftOut.has(key));
		const rows = tried.length > 0 ? tried : both;
		const mark = worstMark(rows.map(({ key }) => marks.get(key) ?? 'pending'));
		return { mark, phase: rows[0]?.phase ?? '' };
	});
}

function worstMark(marks: readonly StatusMark[]): StatusMark {
	const [first = 'pending', second = first] = marks;
	if (first === second) return first;
	// While one half runs, and where one half is only said, the cell must not claim more than that.
	for (const mark of ['running', 'waiting'] as const) {
		if (first === mark || second === mark) return mark;
	}
	const worst = worstStatus([statusOf(first), statusOf(second)]);
	const isSaid = first === 'accepted' || second === 'accepted';
	return worst === 'done' && isSaid ? 'accepted' : worst;
}

function statusOf(mark: StatusMark): Status {
	if (mark === 'accepted') return 'done';
	return mark === 'running' || mark === 'waiting' ? 'pending' : mark;
}
