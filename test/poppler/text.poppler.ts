import { describe, expect, it } from 'vitest';
import { allDone, exceptions, nastyNames, simulated } from '../harness/offboardings';
import { infoOf, pagesOf, textOf } from '../harness/poppler';
import { pagesOf as pagesByPdfjs, squeezed } from '../harness/readPdf';
import { draw } from '../nodes/shared/record/pdf/draw';
import { saidBy } from '../nodes/shared/record/pdf/said';
import { called, MARKED, NAMES, UNSEEN } from '../nodes/shared/record/pdf/trickyNames';

/** What poppler puts around text that is read from the right, and pdf.js instead of the dots of an Arabic letter. */
const DIRECTION = /[\u202a-\u202e]|\p{Cc}/gu;

async function firstPage(displayName: string): Promise<string> {
	const [first = ''] = await pagesOf(await draw(called(displayName)));
	return squeezed(first);
}

describe('what poppler reads', () => {
	it.each([
		['all done', allDone()],
		['with exceptions', exceptions()],
		['simulated', simulated()],
	])('is everything that happened: %s', async (_name, run) => {
		const text = await textOf(await draw(run));
		expect(saidBy(run).filter((value) => !text.includes(squeezed(value)))).toEqual([]);
		expect(saidBy(run).length).toBeGreaterThan(50);
	});

	it.each([
		['all done', allDone()],
		['with exceptions', exceptions()],
		['simulated', simulated()],
		['nasty names', nastyNames()],
	])('is what pdf.js reads, page by page: %s', async (_name, run) => {
		const pdf = await draw(run);
		const pages = await pagesOf(pdf);
		const seen = (text: string): string => squeezed(text.replace(DIRECTION, ''));
		expect(pages.map(seen)).toEqual((await pagesByPdfjs(pdf)).map(seen));
		expect((await infoOf(pdf)).get('Pages')).toBe(`${pages.length}`);
	});

	it.each(NAMES)('are names as they were written: %s', async (name) => {
		const pdf = await draw(called(name));
		expect(await textOf(pdf)).toContain(squeezed(name));
		expect((await infoOf(pdf)).get('Title')).toContain(name);
	});

	it('are all letters of a name, when another record drew them accented before', async () => {
		await draw(called('Ẑ Ḟ Ž Ƶ Ĵ Q̌'));
		expect(await firstPage('Zed Jaqen Fixit')).toContain('ZedJaqenFixit');
	});

	it.each(MARKED)('is a marker for what no font has: %j', async (name, shown) => {
		const text = await firstPage(name);
		expect(text).toContain(shown);
		expect(text).not.toMatch(UNSEEN);
	});
});
