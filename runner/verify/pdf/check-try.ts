import {
	isInTry,
	isNotTried,
	tryWords,
	type OnlySteps,
} from '../../../nodes/shared/step/onlySteps';
import type { StepOutcome } from '../../../nodes/shared/step/outcome';
import { stepNamed } from '../../../nodes/shared/step/vocabulary';
import type { Finding } from '../verdict';
import type { ReadRecord } from './read-record';

/**
 * Looks whether the record of one more try says so on its pages, and whether just its steps were tried: nothing may be
 * sent in one that it leaves out, and none that it is about may pass for left out.
 */
export function checkTry(
	steps: readonly StepOutcome[],
	only: OnlySteps,
	pages: ReadRecord['pages'],
): Finding {
	const check = 'one more try';
	const words = tryWords(only);
	const wrong = steps.find(
		(outcome) => isInTry(only, outcome.key) === isNotTried(outcome) || isBusy(outcome),
	);
	if (wrong) {
		const { number, title } = stepNamed(wrong.key);
		const says = `Step ${number}, ${title}, does not agree with what was to be tried: ${words}.`;
		return { check, holds: false, says };
	}
	const isPrinted = pages[0]?.some((piece) => piece.replace(/\s+/g, ' ').trim() === `${words}.`);
	const says = isPrinted
		? `${words}. Nothing was sent in the steps that it leaves out.`
		: `The data say "${words}", and the first page does not.`;
	return { check, holds: isPrinted === true, says };
}

const isBusy = (outcome: StepOutcome): boolean => isNotTried(outcome) && outcome.calls.length > 0;
