import type { Offboarding } from '../../step/offboarding';
import { NOT_TRIED } from '../../step/onlySteps';
import type { StepKey } from '../../step/vocabulary';
import { wordFor } from '../../step/shownStep';
import { finalRows, rowsOf, triedRows, type Row } from '../rows';
import { CONTROLS, type Control } from './controlList';

/**
 * How far this run shows something for a control. `supports` rests on what was seen only; `notYet` on what was accepted;
 * `rehearsed` is all that a simulated tenant can show.
 */
export type Support =
	'supports' | 'inPart' | 'notYet' | 'no' | 'nothingToDo' | 'notTried' | 'rehearsed';

export const SUPPORT_WORD: Readonly<Record<Support, string>> = {
	supports: 'Supports',
	inPart: 'Supports in part',
	notYet: 'Not shown yet',
	no: 'Does not support',
	nothingToDo: 'Nothing to do',
	notTried: NOT_TRIED,
	rehearsed: 'Rehearsed only',
};

/** One control, and what this run shows for it. Nothing here certifies anything. */
export interface ControlRow {
	readonly framework: string;
	readonly control: string;
	readonly about: string;
	readonly support: Support;
	readonly evidence: string;
}

/** The control map of a run, from how its steps ended: a step that failed supports nothing. */
export function controlsOf(offboarding: Offboarding, isSigned: boolean): ControlRow[] {
	const rows = finalRows(rowsOf(offboarding));
	const { caseFacts, requestedBy } = offboarding.request;
	const facts: Facts = {
		isSigned,
		isAuthorised: requestedBy !== null && caseFacts?.effectiveEnd !== undefined,
	};
	return CONTROLS.map(({ rest, ...control }) => {
		const shown = shownBy(rest, rows, facts);
		const support = offboarding.tenant.simulated ? 'rehearsed' : shown.support;
		const { framework, control: name, about } = control;
		return { framework, control: name, about, support, evidence: shown.evidence };
	});
}

interface Facts {
	readonly isSigned: boolean;
	readonly isAuthorised: boolean;
}

function shownBy(
	rest: Control['rest'],
	rows: readonly Row[],
	{ isSigned, isAuthorised }: Facts,
): Pick<ControlRow, 'support' | 'evidence'> {
	if (rest === 'record') {
		return isSigned
			? { support: 'supports', evidence: 'This record, signed, with its data and its requests.' }
			: { support: 'no', evidence: 'This record is not signed.' };
	}
	if (rest === 'authority') {
		return isAuthorised
			? {
					support: 'inPart',
					evidence:
						'Who asked and when employment ended are recorded. What the person was told is not.',
				}
			: { support: 'no', evidence: 'Who asked, or when employment ended, is not recorded.' };
	}
	const shown = bySteps(rest.steps, rows);
	if (rest.atMost === undefined || shown.support !== 'supports') return shown;
	return { support: 'inPart', evidence: `${shown.evidence} ${rest.atMost}` };
}

function bySteps(
	keys: readonly StepKey[],
	rows: readonly Row[],
): Pick<ControlRow, 'support' | 'evidence'> {
	const mine = rows.filter(({ step }) => keys.includes(step.key));
	const evidence = evidenceOf(mine);
	const marks = triedRows(mine).map(({ mark }) => mark);
	const isAll = marks.length === mine.length;
	// Where nothing was to do in what was tried, the rest is still elsewhere.
	if (!isAll && marks.every((mark) => mark === 'skipped')) return { support: 'notTried', evidence };
	if (marks.every((mark) => mark === 'skipped')) return { support: 'nothingToDo', evidence };
	const [hasSeen, hasAccepted] = [marks.includes('done'), marks.includes('accepted')];
	if (!hasSeen) return { support: hasAccepted ? 'notYet' : 'no', evidence };
	const isWhole = isAll && marks.every((mark) => mark === 'done' || mark === 'skipped');
	return { support: isWhole ? 'supports' : 'inPart', evidence };
}

/** `Done: 1, 2. Failed: 4.`, by the word that stands beside each step. */
function evidenceOf(rows: readonly Row[]): string {
	const byWord = new Map<string, string[]>();
	for (const { step, mark, word: said } of rows) {
		const word = mark === 'document' ? wordFor('pending', step.key) : said;
		byWord.set(word, [...(byWord.get(word) ?? []), nameOf(step)]);
	}
	return [...byWord].map(([word, steps]) => `${word}: ${steps.join(', ')}.`).join(' ');
}

/** Step 8 has two halves. */
function nameOf({ number, key }: Row['step']): string {
	if (number !== 8) return `${number}`;
	return key === 'wipeDevices' ? '8 (devices)' : '8 (groups)';
}
