import { isNotTried } from '../../nodes/shared/step/onlySteps';
import type { ItemOutcome, StepOutcome } from '../../nodes/shared/step/outcome';
import { markOf, stepNamed, STEPS } from '../../nodes/shared/step/vocabulary';
import { wordOf } from '../words/marks';
import { shapeOf } from './strip';
import { tint, type Output } from './output';
import { pad, plain, wrap } from './text';

/** How steps are written in one run. */
export interface StepStyle {
	readonly output: Output;
	readonly simulated: boolean;
	/** A dry run shows every item: they are what it is for. */
	readonly dryRun: boolean;
}

const PHASE_COLUMN = 17;
const TITLE_COLUMN = 30;
const WORD_COLUMN = 20;
/** Below this the phases go: title, word and time matter more. */
const NARROW = 80;

/** The lines of one step that ended: number, shape, title, word, time; the sentence; what needs attention. */
export function stepLines(outcome: StepOutcome, style: StepStyle): string[] {
	// That only others are tried is said once, at the head.
	if (isNotTried(outcome)) return [];
	const { output, simulated } = style;
	const mark = markOf(outcome);
	const indent = indentOf(output);
	const word = pad(statusWord(outcome, style), WORD_COLUMN);
	const title = pad(stepNamed(outcome.key).title, TITLE_COLUMN);
	const shape = tint(output, mark, shapeOf(mark, simulated));
	const seconds = secondsOf(outcome).padStart(6);
	const lead = pad(phaseOf(outcome, output), indent - 4);
	const head = `${lead}${outcome.number} ${shape} ${title}${tint(output, mark, word)}${seconds} s`;
	return [
		head,
		...indented(plain(outcome.summary), indent, output),
		...reasonLines(outcome, indent, output),
		...outcome.items
			.filter((item) => style.dryRun || needsAttention(item))
			.flatMap((item) => itemLines(item, style, outcome.summary)),
	];
}

/** One thing in a step: shape, word, what, why (unless the step just said it), and the id that support asks for. */
function itemLines(item: ItemOutcome, style: StepStyle, said: string): string[] {
	const { output, simulated } = style;
	const mark = markOf(item);
	const shape = tint(output, mark, shapeOf(mark, simulated));
	const reason = item.reason === null || item.reason === said ? '' : `: ${plain(item.reason)}`;
	const code = item.code === null ? '' : ` (${plain(item.code)})`;
	const request = item.requestId === null ? '' : ` request-id ${plain(item.requestId)}`;
	const text = `${statusWord(item, style)}  ${plain(item.target)}${reason}${code}${request}`;
	const [first = '', ...rest] = indented(text, indentOf(output) + 2, output);
	const lead = ' '.repeat(indentOf(output));
	return [`${lead}${shape} ${first.trimStart()}`, ...rest];
}

/** Seconds with one decimal. */
export function secondsOf({
	startedAt,
	finishedAt,
}: Pick<StepOutcome, 'startedAt' | 'finishedAt'>) {
	return (Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt)) / 1000).toFixed(1);
}

/** True for what a person has to look at, or what only Microsoft has said so far. */
export function needsAttention(item: ItemOutcome): boolean {
	return markOf(item) !== 'done' && item.status !== 'skipped' && item.status !== 'pending';
}

/** Lines at an indentation, no wider than the output. */
export function indented(text: string, indent: number, output: Output): string[] {
	const room = Math.max(20, output.columns - indent);
	return wrap(text, room).map((line) => ' '.repeat(indent) + line);
}

/** Where sentences begin: under the title. */
export function indentOf({ columns }: Output): number {
	return columns < NARROW ? 6 : PHASE_COLUMN + 4;
}

function statusWord(outcome: StepOutcome | ItemOutcome, { simulated, dryRun }: StepStyle): string {
	if (dryRun && outcome.status === 'pending') return 'Would do';
	return wordOf(markOf(outcome), simulated);
}

/** The phase is written once, at its first step. */
function phaseOf({ key }: StepOutcome, { columns }: Output): string {
	const step = stepNamed(key);
	const isFirst = STEPS.find(({ phase }) => phase === step.phase)?.key === key;
	return isFirst && columns >= NARROW ? step.phase : '';
}

function reasonLines(outcome: StepOutcome, indent: number, output: Output): string[] {
	const { reason, summary, items } = outcome;
	if (items.some((item) => item.reason === reason)) return [];
	if (reason === null || outcome.status === 'done' || summary.includes(reason)) return [];
	return indented(plain(reason), indent, output);
}
