import { enumerate } from './counting';
import type { StepOutcome } from './outcome';
import { stepNamed, type StatusMark, type StepKey } from './vocabulary';

/** How a step stood that one more try leaves out, and which run had left it so. */
export interface StepStood {
	readonly key: StepKey;
	readonly mark: StatusMark;
	readonly run: string;
}

/** One more try of single steps of a run that has ended: everything else of it stays as that run left it. */
export interface OnlySteps {
	/** The run whose steps they are, as people know it. */
	readonly of: string;
	/** 2 for the second try. */
	readonly number: number;
	readonly steps: readonly StepKey[];
	/** The others but the record, in the order of the nine. */
	readonly others: readonly StepStood[];
}

/** On every surface beside a step that this try leaves out. Never *skipped*: that says that there was nothing to do. */
export const NOT_TRIED = 'Not part of this try';

/** Graph has no such code, so nothing that was sent is taken for it. */
export const NOT_TRIED_CODE = 'NotTriedAgain';

/** True for a step that was left out because only others were to be tried. */
export function isNotTried({ items }: Pick<StepOutcome, 'items'>): boolean {
	return items.some(({ code }) => code === NOT_TRIED_CODE);
}

/** Whether a try comes to a step. The record is made of every try. */
export function isInTry(only: Pick<OnlySteps, 'steps'> | null | undefined, key: StepKey): boolean {
	return !only || key === 'compliancePdf' || only.steps.includes(key);
}

/** `6`; the two halves of step 8 are told apart. */
export function shortStep(key: StepKey): string {
	const { number } = stepNamed(key);
	if (number !== 8) return `${number}`;
	return key === 'wipeDevices' ? '8 (devices)' : '8 (groups)';
}

/** `Second`, `Third`; beyond the usual ones `12th`. */
function ordinal(number: number): string {
	const words = ['First', 'Second', 'Third', 'Fourth', 'Fifth', 'Sixth', 'Seventh', 'Eighth'];
	const tens = number % 100;
	const ending = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th');
	return words[number - 1] ?? `${number}${ending}`;
}

/** `Second try`. */
export const tryNumber = ({ number }: Pick<OnlySteps, 'number'>): string =>
	`${ordinal(number)} try`;

/** `Second try of step 6 of OFF-2026-000001`: how such a run is called on every surface. */
export function tryWords(only: Pick<OnlySteps, 'of' | 'number' | 'steps'>): string {
	const steps = only.steps.map(shortStep);
	return `${tryNumber(only)} of ${steps.length === 1 ? 'step' : 'steps'} ${enumerate(steps)} of ${only.of}`;
}
