import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { createDocument, parseFont } from '../../nodes/shared/vendor/pdfkit';
import { draw } from '../nodes/shared/record/pdf/draw';
import { collisionsIn, outsideIn } from '../nodes/shared/record/pdf/layout';
import { allDone } from './offboardings';
import { attachmentIn, fontsOf, glyphsOf, pagesOf, textBoxesOf } from './readPdf';

const require = createRequire(__filename);
const FONT = '@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf';

/** An A4 page with these texts on it, in one font. */
async function page(texts: readonly [string, number, number][], embedded = true): Promise<Buffer> {
	const options = { size: 'A4', margin: 0, compress: false } as const;
	const document = createDocument(options);
	const chunks: Uint8Array[] = [];
	const ended = new Promise<void>((resolve) => document.on('end', resolve));
	document.on('data', (chunk: Uint8Array) => chunks.push(chunk));
	if (embedded) document.registerFont('font', parseFont(await readFile(require.resolve(FONT))));
	document.font(embedded ? 'font' : 'Helvetica').fontSize(12);
	for (const [text, x, y] of texts) {
		document.text(text, x, y, { lineBreak: false, baseline: 'alphabetic' });
	}
	document.end();
	await ended;
	return Buffer.concat(chunks);
}

/** The file with every such name in it made unknown, at the same length. */
function without(name: string, pdf: Buffer): Buffer {
	return Buffer.from(pdf.toString('latin1').replaceAll(name, `${name.slice(0, -1)}_`), 'latin1');
}

/** The reader is what a good many tests rest on: it has to see what would be wrong. */
describe('the reader of PDFs sees', () => {
	it('text that lies on other text, and text that leaves the page', async () => {
		const good = await textBoxesOf(
			await page([
				['Done', 100, 100],
				['Failed', 200, 100],
			]),
		);
		expect(good).toMatchObject([{ page: 1, text: 'Done', left: 100 }, { text: 'Failed' }]);
		expect([collisionsIn(good), outsideIn(good)]).toEqual([[], []]);
		const bad = await textBoxesOf(
			await page([
				['Done', 100, 100],
				['Failed', 110, 103],
				['Far', 540, 300],
				['Deep', 100, 825],
			]),
		);
		expect(collisionsIn(bad)).toHaveLength(1);
		expect(outsideIn(bad).map(({ text }) => text)).toEqual(['Far', 'Deep']);
	});

	it('what is invisible', async () => {
		const pdf = await page([['Evil X gpj', 100, 100]]);
		// As if the glyph of the X said that it stands for the override of the direction.
		const evil = Buffer.from(pdf.toString('latin1').replace('<0058>', '<202e>'), 'latin1');
		expect((await pagesOf(evil)).join('')).not.toContain('\u202E');
		expect(await glyphsOf(evil)).toEqual(['Evil \u202E gpj']);
	});

	it('a font that is not in the file, and one that does not say what its glyphs are', async () => {
		const pdf = await page([['Done', 100, 100]]);
		expect(await fontsOf(pdf)).toMatchObject([{ embedded: true, unicode: true }]);
		expect(await fontsOf(await page([['Done', 100, 100]], false))).toEqual([
			{ name: 'Helvetica', embedded: false, unicode: false },
		]);
		expect(await fontsOf(without('/FontFile2', pdf))).toMatchObject([{ embedded: false }]);
		const mute = without('/ToUnicode', pdf);
		expect(await fontsOf(mute)).toMatchObject([{ unicode: false }]);
		expect(await pagesOf(mute)).not.toEqual(['Done']);
	});

	it('an attachment that is missing, and a file that is damaged', async () => {
		const pdf = await draw(allDone());
		await expect(attachmentIn(without('/EmbeddedFiles', pdf))).rejects.toThrow(
			'not one attachment',
		);
		await expect(pagesOf(pdf.subarray(0, 2000))).rejects.toThrow();
	});
});
