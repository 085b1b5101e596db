import { describe, expect, it } from 'vitest';
import { loadFont } from '../../../../../nodes/shared/record/pdf/fonts';
import { pairsOf } from '../../../../../nodes/shared/record/pdf/glyphs';

const OWN = ['sans', 'semibold', 'mono'] as const;

/** All of Latin that a face has, so that every pair of neighbours comes up. */
function latin(name: (typeof OWN)[number]): string[] {
	const font = loadFont(name);
	const points = Array.from({ length: 0x24f - 0x20 }, (_, at) => at + 0x20);
	return points
		.filter((point) => font.hasGlyphForCodePoint(point) && point !== 0xad)
		.map((point) => String.fromCodePoint(point));
}

/** Texts in which every letter meets many others, the same ones each time. */
function textsOf(letters: readonly string[]): string[] {
	return letters.map((_, at) =>
		Array.from({ length: 24 }, (__, by) => letters[(at * 7 + by * (at + 3)) % letters.length])
			.join('')
			// What follows a space is a word of its own.
			.replaceAll(' ', 'x'),
	);
}

describe.each(OWN)('glyphs of %s', (name) => {
	it('lie where the shaping of the font puts them', () => {
		const font = loadFont(name);
		const texts = textsOf(latin(name));
		expect(texts.length).toBeGreaterThan(200);
		for (const text of [...texts, 'AVAT To. "Yes" fi ffl 1/2'.replaceAll(' ', 'x')]) {
			const shaped = font.layout(text);
			const placed = pairsOf(font).place(text);
			expect(placed.map(({ glyph }) => glyph.id)).toEqual(shaped.glyphs.map(({ id }) => id));
			expect(placed.map(({ advance }) => advance)).toEqual(
				shaped.positions.map(({ xAdvance }) => xAdvance),
			);
			const width = shaped.positions.reduce((sum, { xAdvance }) => sum + xAdvance, 0);
			expect(pairsOf(font).width(text)).toBe(width);
		}
	});
});
