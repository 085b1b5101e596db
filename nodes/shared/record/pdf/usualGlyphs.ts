import { makeSharedSubset, type ParsedFont, type SharedSubset } from '../../vendor/pdfkit';

/** ASCII, Latin-1 and Latin Extended-A: the names of most people, and every sentence of the record. */
const LAST_LATIN = 0x17f;
const PUNCTUATION = '–—‘’“”…•→';

const known = new WeakMap<ParsedFont, SharedSubset>();

/** The glyphs that nearly every record uses, as one part of the font for all of them. */
export function usualGlyphs(font: ParsedFont): SharedSubset {
	const shared = known.get(font) ?? makeSharedSubset(font, glyphsOf(font));
	known.set(font, shared);
	return shared;
}

function glyphsOf(font: ParsedFont) {
	const latin = Array.from({ length: LAST_LATIN - 0x1f }, (_, at) => at + 0x20);
	const points = [...latin, ...Array.from(PUNCTUATION, (sign) => sign.codePointAt(0) ?? 0)];
	const glyphs = points
		.filter((point) => font.hasGlyphForCodePoint(point))
		.map((point) => font.glyphForCodePoint(point));
	return [...new Map(glyphs.map((glyph) => [glyph.id, glyph])).values()];
}
