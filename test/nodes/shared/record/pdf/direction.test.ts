import { describe, expect, it } from 'vitest';
import { inVisualOrder } from '../../../../../nodes/shared/record/pdf/direction';
import type { FontName } from '../../../../../nodes/shared/record/pdf/fonts';
import { textOf } from '../../../../harness/readPdf';
import { draw } from './draw';
import { called } from './trickyNames';

const run = (text: string, font: FontName = 'sans') => ({
	text,
	font,
	size: 10,
	colour: '#000000',
	leading: 12,
});

/** What lies on the line, from left to right. */
const seen = (...runs: ReturnType<typeof run>[]): string[] =>
	inVisualOrder(runs).flatMap(({ run: one, fromLeft }) =>
		(fromLeft ?? [one]).map(({ text }) => text),
	);

describe('a line', () => {
	it('is as it was where everything is read from the left', () => {
		expect(seen(run('Anna '), run('Żółw'))).toEqual(['Anna ', 'Żółw']);
	});

	it('has the words of a Hebrew name from right to left', () => {
		const name = [run('דנה', 'hebrew'), run(' '), run('כהן', 'hebrew'), run(' ')];
		expect(seen(run('Item: '), ...name)).toEqual(['Item: ', 'כהן', ' ', 'דנה', ' ']);
	});

	it('keeps numbers as they are and turns brackets round', () => {
		const parts = [run('דנה', 'hebrew'), run(' (42) '), run('כהן', 'hebrew')];
		expect(seen(...parts).join('')).toBe('כהן (42) דנה');
	});

	it('says as a whole how it is read', () => {
		const laid = inVisualOrder([run('דנה', 'hebrew'), run(' '), run('כהן', 'hebrew')]);
		expect(laid.map(({ run: one }) => one.text)).toEqual(['דנה כהן']);
	});
});

describe('a name that is read from the right', () => {
	it.each(['דנה', 'محمد', 'علي'])('is drawn in letters, not in markers: %s', async (name) => {
		const text = (await textOf(await draw(called(name)))).normalize('NFKC');
		expect(text).toContain(name);
		expect(text).not.toContain('[U+06');
	});
});
