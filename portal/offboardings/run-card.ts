import {
	cellsOf,
	countSentence,
	isContinuing,
	isNotTried,
	isUnseen,
	lockOutOf,
	markOf,
	NOT_TRIED,
	outcomesOf,
	runWords,
	tryWords,
	type AddendumRecord,
	type Cell,
	type FollowUp,
	type LockOut,
	type RunRecord,
	type StatusMark,
	type StepKey,
	type StepOutcome,
	type StepRecord,
} from '../../runner';
import { cardSteps, elapsedSince, phasesOf, secondsBetween, type CardStep } from './card-steps';
import { lockLinesOf, type LockLine } from './lock-lines';
import { previewWords } from './preview-words';
import { needsPerson, settlementOf, type Settlement } from './settled';

/** A run as a page draws it. */
export interface RunCard {
	readonly run: RunRecord;
	readonly name: string;
	readonly simulated: boolean;
	readonly isOver: boolean;
	/** It only reads. It asks nothing of anybody, and nothing can be done about it. */
	readonly isPreview: boolean;
	readonly mark: StatusMark;
	readonly sentence: string;
	readonly counts: string;
	readonly cells: readonly Cell[];
	readonly lockOut: LockOut | null;
	readonly lockLines: readonly LockLine[];
	readonly phases: readonly { readonly name: string; readonly steps: readonly CardStep[] }[];
	/** Of one more try of single steps: how it is called; null for a whole offboarding. */
	readonly tryWords: string | null;
	/** What such a try leaves out. */
	readonly leftOut: readonly CardStep[];
	/** A run that tries a step of it again at this moment; null: none does. */
	readonly triedIn: string | null;
	/** Another run goes on with the whole of it. */
	readonly isContinued: boolean;
	readonly seconds: string;
	/** The same as a number, as a clock goes on from it. */
	readonly elapsed: number;
	/** What people did about it, the first first. */
	readonly followUps: readonly FollowUp[];
	readonly settlement: Settlement;
	/** It is over and something of it waits for a person. */
	readonly needsYou: boolean;
}

/**
 * What a page shows of a run, from the journal alone: the same after a restart, and for a run on another machine.
 *
 * @param knownName what the directory calls the person, until the look-up has found them
 * @param followUps what people did about it after its end
 * @param tries the runs that tried single steps of it again, the first one first
 * @param broken its last later check, where that found something not as recorded any more
 */
export function cardOf(
	run: RunRecord,
	now: Date,
	knownName?: string | null,
	followUps: readonly FollowUp[] = [],
	tries: readonly RunRecord[] = [],
	broken: AddendumRecord | null = null,
): RunCard {
	const simulated = run.offboarding?.tenant.simulated ?? false;
	const outcomes = new Map(outcomesOf(run).map((outcome) => [outcome.key, outcome]));
	const isOver = run.status !== 'running' && run.status !== 'waiting';
	const marks = marksIn(run, outcomes, isOver);
	const rows = cardSteps({ run, tries, marks, outcomes, simulated, isOver, now });
	const leftOut = rows.filter(({ isTried }) => !isTried);
	const mark = markOfRun(run, outcomes);
	const settlement = settlementOf(run, followUps, tries, broken);
	const { only, dryRun: isPreview } = run.request;
	return {
		...{ run, simulated, isOver, isPreview },
		name: run.offboarding?.employee.displayName ?? knownName ?? run.request.user,
		mark,
		sentence: sentenceOf(run),
		counts: isOver ? countSentence(run) : countsUnderWay(rows),
		cells: cellsOf(marks, new Set(leftOut.map(({ key }) => key))),
		lockOut: lockOutOf(knownYet(marks, outcomes), run.startedAt, simulated),
		lockLines: lockLinesOf(marks, outcomes, isOver, run.startedAt),
		phases: phasesOf(rows, run),
		tryWords: only ? tryWords(only) : null,
		leftOut,
		triedIn: tries.find(isUnderWayIn)?.id ?? null,
		isContinued: followUps.some(isContinuing),
		seconds: secondsBetween(run.startedAt, run.finishedAt ?? now.toISOString()),
		elapsed: elapsedSince(run.startedAt, now),
		...{
			followUps,
			settlement,
			needsYou: isOver && !isPreview && needsPerson(run, mark, settlement),
		},
	};
}

/** A list may call it unfinished; whoever watches wants to know that it goes on. */
function sentenceOf(run: RunRecord): string {
	if (run.request.dryRun) return previewWords(run);
	return run.status === 'running' ? 'Running' : runWords(run);
}

/** Without what is under way: how that ends is not unknown, only not said yet. */
const knownYet = (
	marks: ReadonlyMap<StepKey, StatusMark>,
	outcomes: ReadonlyMap<StepKey, StepOutcome>,
): ReadonlyMap<StepKey, StepOutcome> =>
	new Map([...outcomes].filter(([key]) => marks.get(key) !== 'running'));

/** The mark of each of the ten rows. */
function marksIn(
	{ steps }: RunRecord,
	outcomes: ReadonlyMap<StepKey, StepOutcome>,
	isOver: boolean,
): ReadonlyMap<StepKey, StatusMark> {
	const markOfOne = ({ key, startedAt, outcome }: StepRecord): StatusMark => {
		const known = outcomes.get(key);
		if (!isOver && startedAt !== null && outcome === null) return 'running';
		return known ? shownMark(known) : 'pending';
	};
	return new Map(steps.map((step) => [step.key, markOfOne(step)]));
}

const isUnderWayIn = ({ status }: RunRecord): boolean =>
	status === 'running' || status === 'waiting';

/** What a try leaves out was not begun, and is not looked at either. */
const shownMark = (outcome: StepOutcome): StatusMark =>
	isNotTried(outcome) ? 'pending' : markOf(outcome);

/** While it goes on, nothing is missing yet: what has begun is under way. */
function countsUnderWay(rows: readonly CardStep[]): string {
	const words = {
		...{ done: 'done', accepted: 'accepted', skipped: 'skipped with a reason' },
		...{ blocked: 'blocked', failed: 'failed', unknown: 'unknown', running: 'running' },
		...{ waiting: 'waiting', pending: 'not started' },
	} as const satisfies Record<StatusMark, string>;
	const parts = Object.entries(words).map(([mark, word]) => {
		const count = rows.filter((row) => row.isTried && row.mark === mark).length;
		return count === 0 ? '' : `${count} ${word}`;
	});
	const rest = rows.filter(({ isTried }) => !isTried).length;
	const left = rest === 0 ? '' : `${rest} ${NOT_TRIED.toLowerCase()}`;
	return `${[...parts, left].filter((part) => part !== '').join(', ')}.`;
}

/** A run takes the shape of its worst item. */
function markOfRun(run: RunRecord, outcomes: ReadonlyMap<StepKey, StepOutcome>): StatusMark {
	if (run.status === 'running' || run.status === 'waiting') return run.status;
	if (run.request.dryRun && run.status.startsWith('completed')) return 'pending';
	if (run.status === 'completed') return isUnseen(run) ? 'accepted' : 'done';
	if (run.status === 'cancelled') return 'pending';
	if (run.status === 'failed' || run.status === 'refused') return 'failed';
	const all = [...outcomes.values()].flatMap((outcome) => [outcome, ...outcome.items]);
	const worst = (['failed', 'unknown', 'blocked'] as const).find((status) =>
		all.some((one) => one.status === status),
	);
	return worst ?? 'pending';
}
