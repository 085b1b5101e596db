import {
	cellsOf,
	countSentence,
	isUnseen,
	lockOutOf,
	markOf,
	outcomesOf,
	runWords,
	stepNamed,
	STEPS,
	wordOf,
	type Cell,
	type FollowUp,
	type ItemOutcome,
	type LockOut,
	type RunRecord,
	type StatusMark,
	type StepKey,
	type StepOutcome,
	type StepRecord,
} from '../../runner';
import { lockLinesOf, type LockLine } from './lock-lines';
import { needsPerson, settlementOf, type Settlement } from './settled';
import { whatToDo } from './what-to-do';

/** One thing inside a step, as a card shows it. */
export interface CardItem {
	readonly mark: StatusMark;
	readonly word: string;
	readonly target: string;
	readonly reason: string | null;
	readonly code: string | null;
	readonly requestId: string | null;
}

/** One of the ten rows. */
export interface CardStep {
	readonly key: StepKey;
	readonly number: number;
	readonly title: string;
	readonly mark: StatusMark;
	readonly word: string;
	readonly says: string | null;
	readonly seconds: string | null;
	/** Seconds since it began, of one that is under way. */
	readonly elapsed: number | null;
	/** What a person does about it; null: nothing. */
	readonly toDo: string | null;
	readonly items: readonly CardItem[];
}

/** A run as a page draws it. */
export interface RunCard {
	readonly run: RunRecord;
	readonly name: string;
	readonly simulated: boolean;
	readonly isOver: boolean;
	readonly mark: StatusMark;
	readonly sentence: string;
	readonly counts: string;
	readonly cells: readonly Cell[];
	readonly lockOut: LockOut | null;
	readonly lockLines: readonly LockLine[];
	readonly phases: readonly { readonly name: string; readonly steps: readonly CardStep[] }[];
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
 */
export function cardOf(
	run: RunRecord,
	now: Date,
	knownName?: string | null,
	followUps: readonly FollowUp[] = [],
): RunCard {
	const simulated = run.offboarding?.tenant.simulated ?? false;
	const outcomes = new Map(outcomesOf(run).map((outcome) => [outcome.key, outcome]));
	const isOver = run.status !== 'running' && run.status !== 'waiting';
	const marks = new Map(
		run.steps.map(({ key, startedAt, outcome }) => {
			const isUnderWay = !isOver && startedAt !== null && outcome === null;
			const known = outcomes.get(key);
			const mark: StatusMark = isUnderWay ? 'running' : known ? markOf(known) : 'pending';
			return [key, mark] as const;
		}),
	);
	const rows = saidOnce(run.steps.map((step) => rowOf(step, marks, outcomes, { simulated, now })));
	const mark = markOfRun(run, outcomes);
	const settlement = settlementOf(run, followUps);
	return {
		...{ run, simulated, isOver },
		name: run.offboarding?.employee.displayName ?? knownName ?? run.request.user,
		mark,
		// A list may call it unfinished; whoever watches wants to know that it goes on.
		sentence: run.status === 'running' ? 'Running' : runWords(run),
		counts: isOver ? countSentence(run) : countsUnderWay(rows),
		cells: cellsOf(marks),
		lockOut: lockOutOf(outcomes, run.startedAt, simulated),
		lockLines: lockLinesOf(marks, outcomes, isOver, run.startedAt),
		phases: phasesOf(rows),
		seconds: seconds(run.startedAt, run.finishedAt ?? now.toISOString()),
		elapsed: elapsed(run.startedAt, now),
		...{ followUps, settlement, needsYou: isOver && needsPerson(run, mark, settlement) },
	};
}

/** While it goes on, nothing is missing yet: what has begun is under way. */
function countsUnderWay(rows: readonly CardStep[]): string {
	const words = {
		...{ done: 'done', accepted: 'accepted', skipped: 'skipped with a reason' },
		...{ blocked: 'blocked', failed: 'failed', unknown: 'unknown', running: 'running' },
		...{ waiting: 'waiting', pending: 'not started' },
	} as const satisfies Record<StatusMark, string>;
	const parts = Object.entries(words).map(([mark, word]) => {
		const count = rows.filter((row) => row.mark === mark).length;
		return count === 0 ? '' : `${count} ${word}`;
	});
	return `${parts.filter((part) => part !== '').join(', ')}.`;
}

function phasesOf(rows: readonly CardStep[]): RunCard['phases'] {
	const names = [...new Set(STEPS.map(({ phase }) => phase))];
	return names.map((name) => ({
		name,
		steps: rows.filter(({ key }) => stepNamed(key).phase === name),
	}));
}

/** The same advice is given at the first step that it is for. */
function saidOnce(rows: readonly CardStep[]): readonly CardStep[] {
	return rows.map((row, at) => {
		const isSaid = rows.slice(0, at).some(({ toDo }) => toDo === row.toDo);
		return isSaid ? { ...row, toDo: null } : row;
	});
}

function rowOf(
	{ key, startedAt }: StepRecord,
	marks: ReadonlyMap<StepKey, StatusMark>,
	outcomes: ReadonlyMap<StepKey, StepOutcome>,
	{ simulated, now }: { readonly simulated: boolean; readonly now: Date },
): CardStep {
	const mark = marks.get(key) ?? 'pending';
	const { number, title } = stepNamed(key);
	const outcome = mark === 'running' ? undefined : outcomes.get(key);
	return {
		...{ key, number, title, mark, word: wordOf(mark, simulated) },
		says: outcome?.summary ?? null,
		seconds: outcome ? seconds(outcome.startedAt, outcome.finishedAt) : null,
		elapsed: mark === 'running' && startedAt !== null ? elapsed(startedAt, now) : null,
		toDo: whatToDo(key, mark, key === 'wipeDevices' && hasOpenDevice(outcome)),
		items: outcome?.items.map((item) => itemOf(item, simulated)) ?? [],
	};
}

/** Of a wipe that was lost a person decides, device by device. */
const hasOpenDevice = (outcome: StepOutcome | undefined): boolean =>
	outcome?.items.some(({ status, targetId }) => status === 'unknown' && targetId !== null) ?? false;

function itemOf(item: ItemOutcome, simulated: boolean): CardItem {
	const { target, reason, code, requestId } = item;
	const mark = markOf(item);
	return { mark, word: wordOf(mark, simulated), target, reason, code, requestId };
}

/** A run takes the shape of its worst item. */
function markOfRun(run: RunRecord, outcomes: ReadonlyMap<StepKey, StepOutcome>): StatusMark {
	if (run.status === 'running' || run.status === 'waiting') return run.status;
	if (run.status === 'completed') return isUnseen(run) ? 'accepted' : 'done';
	if (run.status === 'cancelled') return 'pending';
	if (run.status === 'failed' || run.status === 'refused') return 'failed';
	const all = [...outcomes.values()].flatMap((outcome) => [outcome, ...outcome.items]);
	const worst = (['failed', 'unknown', 'blocked'] as const).find((status) =>
		all.some((one) => one.status === status),
	);
	return worst ?? 'pending';
}

const elapsed = (from: string, now: Date): number =>
	Math.max(0, Math.round((now.getTime() - Date.parse(from)) / 100) / 10);

const seconds = (from: string, to: string): string =>
	`${Math.max(0, (Date.parse(to) - Date.parse(from)) / 1_000).toFixed(1)} s`;
