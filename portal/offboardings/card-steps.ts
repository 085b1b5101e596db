import {
	isInTry,
	isNotTried,
	isStillTheirs,
	markOf,
	NOT_TRIED,
	standingSteps,
	stepNamed,
	STEPS,
	whyNotTried,
	wordOf,
	type ItemOutcome,
	type RunRecord,
	type StatusMark,
	type StepKey,
	type StepOutcome,
} from '../../runner';
import { PLANNED } from './preview-words';
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

/** One more try of a step, as the card of the first one names it. */
export interface StepTry {
	readonly run: string;
	readonly mark: StatusMark;
	readonly word: string;
	readonly says: string;
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
	/** False for one that was left out because only others were tried again. */
	readonly isTried: boolean;
	/** What tried it again by itself, the first one first. */
	readonly tries: readonly StepTry[];
	/** It is open, and may be tried again by itself. */
	readonly mayTry: boolean;
}

/** What a row is made of. */
export interface CardParts {
	readonly run: RunRecord;
	/** The runs that tried single steps of it again, the first one first. */
	readonly tries: readonly RunRecord[];
	readonly marks: ReadonlyMap<StepKey, StatusMark>;
	readonly outcomes: ReadonlyMap<StepKey, StepOutcome>;
	readonly simulated: boolean;
	readonly isOver: boolean;
	readonly now: Date;
}

/** The ten rows; the same advice is given at the first step that it is for. */
export function cardSteps(parts: CardParts): readonly CardStep[] {
	const open = openToTry(parts);
	const rows = parts.run.steps.map(({ key, startedAt }) => rowOf(key, startedAt, parts, open));
	return rows.map((row, at) => {
		const isSaid = rows.slice(0, at).some(({ toDo }) => toDo === row.toDo);
		return isSaid ? { ...row, toDo: null } : row;
	});
}

/** Rows by what they are for; of a single try its own steps come first, and what it leaves out is one quiet part. */
export function phasesOf(
	rows: readonly CardStep[],
	{ request: { only } }: RunRecord,
): readonly { readonly name: string; readonly steps: readonly CardStep[] }[] {
	if (only) {
		return [{ name: 'This try', steps: rows.filter(({ key }) => isInTry(only, key)) }];
	}
	const names = [...new Set(STEPS.map(({ phase }) => phase))];
	return names.map((name) => ({
		name,
		steps: rows.filter(({ key }) => stepNamed(key).phase === name),
	}));
}

/** Steps that may be tried again by themselves, as they stand by now. */
function openToTry({ run, tries, isOver, now }: CardParts): ReadonlySet<StepKey> {
	const { only, dryRun } = run.request;
	if (!isOver || only || dryRun || !isStillTheirs(run, now)) return new Set();
	const standing = standingSteps(run, tries).filter((step) => whyNotTried(step) === null);
	return new Set(standing.map(({ key }) => key));
}

function rowOf(
	key: StepKey,
	startedAt: string | null,
	{ run, tries, marks, outcomes, simulated, now }: CardParts,
	open: ReadonlySet<StepKey>,
): CardStep {
	const mark = marks.get(key) ?? 'pending';
	const { number, title } = stepNamed(key);
	const outcome = mark === 'running' ? undefined : outcomes.get(key);
	const isTried = isInTry(run.request.only, key);
	const known = outcome && isTried ? outcome : undefined;
	const { only, dryRun } = run.request;
	const isPlanned = dryRun && mark === 'pending' && known !== undefined;
	return {
		...{ key, number, title, mark, isTried },
		word: isPlanned ? PLANNED : isTried ? wordOf(mark, simulated) : NOT_TRIED,
		says: outcome?.summary ?? null,
		seconds: known ? secondsBetween(known.startedAt, known.finishedAt) : null,
		elapsed: mark === 'running' && startedAt !== null ? elapsedSince(startedAt, now) : null,
		toDo:
			isSettled(key, tries, open) || only || dryRun
				? null
				: toDoOf(key, mark, outcome, open.has(key)),
		items: known?.items.map((item) => itemOf(item, simulated, dryRun)) ?? [],
		tries: tries.flatMap((one) => tryOf(one, key, simulated)),
		mayTry: open.has(key),
	};
}

/** One more try of it is under way, or has ended and left nothing that another could do. */
const isSettled = (
	key: StepKey,
	tries: readonly RunRecord[],
	open: ReadonlySet<StepKey>,
): boolean => {
	const own = tries.filter(({ request: { only } }) => only && isInTry(only, key));
	return (
		own.some(({ status }) => status === 'running' || status === 'waiting') ||
		(own.length > 0 && !open.has(key))
	);
};

const toDoOf = (
	key: StepKey,
	mark: StatusMark,
	outcome: StepOutcome | undefined,
	mayTry: boolean,
): string | null => whatToDo(key, mark, key === 'wipeDevices' && hasOpenDevice(outcome), mayTry);

/** How one more try of a step went; nothing of tries of other steps. */
function tryOf(
	{ id, status, steps, request, message }: RunRecord,
	key: StepKey,
	simulated: boolean,
): readonly StepTry[] {
	if (!request.only || !isInTry(request.only, key) || key === 'compliancePdf') return [];
	if (status === 'running' || status === 'waiting') {
		return [{ run: id, mark: status, word: 'under way', says: message ?? '' }];
	}
	const outcome = steps.find((step) => step.key === key)?.outcome ?? null;
	if (outcome === null || isNotTried(outcome)) {
		return [{ run: id, mark: 'pending', word: 'not started', says: message ?? '' }];
	}
	const mark = markOf(outcome);
	const word = wordOf(mark, simulated);
	return [{ run: id, mark, word: word.toLowerCase(), says: outcome.summary }];
}

/** Of a wipe that was lost a person decides, device by device. */
const hasOpenDevice = (outcome: StepOutcome | undefined): boolean =>
	outcome?.items.some(({ status, targetId }) => status === 'unknown' && targetId !== null) ?? false;

function itemOf(item: ItemOutcome, simulated: boolean, isPreview: boolean): CardItem {
	const { target, reason, code, requestId } = item;
	const mark = markOf(item);
	const word = isPreview && mark === 'pending' ? PLANNED : wordOf(mark, simulated);
	return { mark, word, target, reason, code, requestId };
}

/** Seconds since a moment, with one decimal. */
export const elapsedSince = (from: string, now: Date): number =>
	Math.max(0, Math.round((now.getTime() - Date.parse(from)) / 100) / 10);

/** `1.4 s`. */
export const secondsBetween = (from: string, to: string): string =>
	`${Math.max(0, (Date.parse(to) - Date.parse(from)) / 1_000).toFixed(1)} s`;
