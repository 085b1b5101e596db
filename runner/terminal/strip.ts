import { STEPS, type StatusMark, type StepKey } from '../../nodes/shared/step/vocabulary';
import { cellsOf, type MarksByKey } from '../words/marks';
import { tint, type Output } from './output';

/** Beside a word: solid is seen, outline is said, dotted is not started. */
const SHAPE: Readonly<Record<StatusMark, string>> = {
	done: '●',
	accepted: '○',
	skipped: '⊖',
	blocked: '■',
	failed: '✖',
	unknown: '◆',
	waiting: '◔',
	running: '◐',
	pending: '◌',
};

/** In the strip of nine. */
const CELL: Readonly<Record<StatusMark, string>> = {
	done: '■',
	accepted: '□',
	skipped: '⊟',
	blocked: '◧',
	failed: '█',
	unknown: '▨',
	waiting: '◫',
	running: '▣',
	pending: '·',
};

/** A rehearsal never shows solid proof. */
const SIMULATED_DONE = { shape: '◍', cell: '▤' };

/** The shape that stands before a word. */
export function shapeOf(mark: StatusMark, simulated: boolean): string {
	return simulated && mark === 'done' ? SIMULATED_DONE.shape : SHAPE[mark];
}

/** Nine cells, grouped 3-2-2-1-1. */
export function nine(
	output: Output,
	marks: MarksByKey,
	simulated: boolean,
	leftOut: ReadonlySet<StepKey> = new Set(),
): string {
	let strip = '';
	let phase: string = STEPS[0].phase;
	for (const { mark, phase: here } of cellsOf(marks, leftOut)) {
		if (here !== phase) strip += ' ';
		phase = here;
		const cell = simulated && mark === 'done' ? SIMULATED_DONE.cell : CELL[mark];
		strip += tint(output, mark, cell);
	}
	return strip;
}
