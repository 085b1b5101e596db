import { shortStep, tryWords, type OnlySteps } from '../../step/onlySteps';
import { enumerate } from '../../step/counting';
import { stepNamed } from '../../step/vocabulary';
import { wordFor } from '../../step/shownStep';
import type { StructElement } from '../../vendor/pdfkit';
import { paragraph, type Paper } from './drawing';
import { STYLE } from './look';

/**
 * Right below who it is about: that this is one more try of a part, which part, and how the rest stands elsewhere. Whoever
 * reads one page must not take it for the record of the whole. The first line is drawn as one piece: `offboardiq verify`
 * looks for it.
 */
export function drawTry(paper: Paper, section: StructElement, only: OnlySteps): void {
	const titles = only.steps.map((key) => `step ${shortStep(key)}, ${stepNamed(key).title}`);
	paragraph(paper, section, [{ text: `${tryWords(only)}.`, style: STYLE.strong }]);
	paragraph(paper, section, [
		{ text: `In it: ${enumerate(titles)}; and this record. `, style: STYLE.body },
		{ text: `Not in it: every other step. ${stoodWords(only)}`, style: STYLE.body },
	]);
	paper.sheet.y += 10;
}

/** `As OFF-1 left them: done 1, 2, 3; failed 8 (groups).` */
function stoodWords({ others }: OnlySteps): string {
	const byRun = new Map<string, Map<string, string[]>>();
	for (const { key, mark, run } of others) {
		const word = wordFor(mark, key).toLowerCase();
		const words = byRun.get(run) ?? new Map<string, string[]>();
		byRun.set(run, words.set(word, [...(words.get(word) ?? []), shortStep(key)]));
	}
	return [...byRun]
		.map(([run, words]) => {
			const parts = [...words].map(([word, steps]) => `${word} ${steps.join(', ')}`);
			return `As ${run} left them: ${parts.join('; ')}.`;
		})
		.join(' ');
}
