import type { ItemOutcome, StepOutcome } from '../step/outcome';
import type { Offboarding } from '../step/offboarding';
import {
	markOf,
	STATUS_WORD,
	STEPS,
	worstStatus,
	type StatusMark,
	type StepKey,
	type StepName,
} from '../step/vocabulary';
import { isNotTried, NOT_TRIED } from '../step/onlySteps';
import { markOfStep, wordOfStep } from '../step/shownStep';
export { wordFor } from '../step/shownStep';
import type { ShownMark } from './pdf/look';

/** One of the ten rows of the record: a step and how it ended. */
export interface Row {
	readonly step: StepName & { readonly key: StepKey };
	/** Null when there is no outcome: the step never ran, or it is this very document. */
	readonly outcome: StepOutcome | null;
	readonly mark: ShownMark;
	readonly word: string;
}

/** The ten rows in the order of the steps. A step that left several outcomes shows each; the last one counts. */
export function rowsOf(offboarding: Offboarding, isSigned = false): Row[] {
	return STEPS.flatMap((step): Row[] => {
		const outcomes = offboarding.steps.filter((outcome) => outcome.key === step.key);
		if (outcomes.length > 0) return outcomes.map((outcome) => rowOf(step, outcome));
		if (step.key === 'compliancePdf') {
			const word = isSigned ? 'This document, signed' : 'This document, not signed';
			return [{ step, outcome: null, mark: 'document', word }];
		}
		return [{ step, outcome: null, mark: 'pending', word: STATUS_WORD.pending }];
	});
}

/** The rows that count: the last outcome of each step. */
export function finalRows(rows: readonly Row[]): Row[] {
	return rows.filter((row, at) => rows[at + 1]?.step.key !== row.step.key);
}

function rowOf(step: Row['step'], outcome: StepOutcome): Row {
	const mark = markOfStep(outcome);
	return { step, outcome, mark, word: wordOfStep(outcome) };
}

/** The rows that a try came to, and the record: what it left out says nothing of how it went. */
export function triedRows(rows: readonly Row[]): Row[] {
	return rows.filter(({ outcome }) => outcome === null || !isNotTried(outcome));
}

/** The nine marks of the nine cells. Both halves of step 8 share a cell, which shows the one that matters more. */
export function nineMarks(rows: readonly Row[]): ShownMark[] {
	const numbers = [...new Set(STEPS.map((step) => step.number))];
	return numbers.map((number) => {
		const both = finalRows(rows).filter((row) => row.step.number === number);
		const tried = triedRows(both);
		const halves = tried.length > 0 ? tried : both;
		if (halves.length === 1) return halves[0]?.mark ?? 'pending';
		return graver(halves.map((row) => row.mark));
	});
}

function graver(marks: readonly ShownMark[]): ShownMark {
	const statuses = marks.map((mark) => (mark === 'accepted' ? 'done' : mark));
	const ended = statuses.filter(
		(mark) => mark !== 'document' && mark !== 'waiting' && mark !== 'running',
	);
	const worst = worstStatus(ended);
	return worst === 'done' && marks.includes('accepted') ? 'accepted' : worst;
}

const COUNTED: readonly (readonly [StatusMark, string])[] = [
	['done', 'done'],
	['accepted', 'accepted'],
	['skipped', 'skipped with a reason'],
	['failed', 'failed'],
	['unknown', 'unknown'],
	['blocked', 'blocked'],
	['pending', 'not started'],
];

/** The counts in words, e.g. `7 done, 1 accepted, 2 skipped with a reason, nothing open`. */
export function countsOf(rows: readonly Row[]): string {
	const all = finalRows(rows);
	const final = triedRows(all);
	const rest = all.length - final.length;
	const counts = COUNTED.map(([mark, word]) => {
		const count = final.filter((row) => row.mark === mark).length;
		return count > 0 ? `${count} ${word}` : null;
	}).filter((part) => part !== null);
	const open = final.some((row) => row.mark === 'pending' || isOpen(row.mark));
	const left = rest === 0 ? [] : [`${rest} ${NOT_TRIED.toLowerCase()}`];
	return [...counts, ...left, ...(open ? [] : ['nothing open'])].join(', ');
}

/** True for a mark that a person still has to deal with. */
export function isOpen(mark: ShownMark): boolean {
	return mark === 'blocked' || mark === 'failed' || mark === 'unknown';
}

/** Something a person still has to do, decide or look at. */
export interface OpenItem {
	readonly row: Row;
	readonly mark: ShownMark;
	/** Null when the step as a whole is open. */
	readonly item: ItemOutcome | null;
	readonly reason: string | null;
}

const URGENCY: readonly ShownMark[] = ['failed', 'unknown', 'blocked', 'pending', 'accepted'];

/** What is open, most urgent first: the lock-out before everything, then what failed, is unknown, is blocked. */
export function openItemsOf(rows: readonly Row[]): OpenItem[] {
	const open = triedRows(finalRows(rows)).flatMap(openOf);
	const rank = ({ row, mark }: OpenItem): number =>
		(isOpen(mark) && row.step.phase === 'Lock out' ? 0 : 10) + URGENCY.indexOf(mark);
	return open.sort((one, other) => rank(one) - rank(other));
}

function openOf(row: Row): OpenItem[] {
	const { outcome, mark } = row;
	if (!URGENCY.includes(mark) && !outcome?.items.some((item) => URGENCY.includes(markOf(item)))) {
		return [];
	}
	const items = (outcome?.items ?? [])
		.map((item): OpenItem => ({ row, mark: markOf(item), item, reason: item.reason }))
		.filter((open) => URGENCY.includes(open.mark));
	// A step that ended worse than all its items has something to say of its own.
	if (items.some((open) => open.mark === mark)) return items;
	const reason = outcome?.reason ?? outcome?.summary ?? null;
	return URGENCY.includes(mark) ? [{ row, mark, item: null, reason }, ...items] : items;
}
