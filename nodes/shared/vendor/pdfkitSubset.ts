import { deflateSync } from 'node:zlib';
import type { EmbeddedFont, Glyph, ParsedFont, PdfDocument } from './pdfkitTypes';

/** What pdfkit does to embed a font; undocumented, and held by the tests of drawing. */
interface Inside extends EmbeddedFont {
	readonly subset: EmbeddedFont['subset'] & { encode(): Uint8Array };
	embed(): unknown;
	toUnicodeCmap(): unknown;
}

interface Reference {
	end(bytes?: Uint8Array): void;
}

interface Document {
	ref(data?: object): Reference;
}

/** The part of a font that every document embeds, made and compressed once a process. */
export interface SharedSubset {
	readonly glyphs: readonly Glyph[];
	readonly file: Buffer;
}

/** @param glyphs in the order they get in the subset; the font's first glyph, for what is missing, comes before them */
export function makeSharedSubset(font: ParsedFont, glyphs: readonly Glyph[]): SharedSubset {
	const subset = font.createSubset();
	for (const { id } of glyphs) subset.includeGlyph(id);
	return { glyphs, file: deflateSync(subset.encode(), { level: 9 }) };
}

/**
 * Has a document embed the shared subset as it is, as long as it draws no glyph beyond it. To cut a font for each
 * document and compress it is most of what is left of the work, and the glyphs are nearly always the same.
 *
 * @param font just registered with the document: nothing is drawn with it yet.
 */
export function useSharedSubset(document: PdfDocument, font: EmbeddedFont, shared: SharedSubset) {
	const inside = font as Inside;
	for (const glyph of shared.glyphs) {
		const code = inside.subset.includeGlyph(glyph.id);
		inside.widths[code] = glyph.advanceWidth * inside.scale;
		inside.unicode[code] = glyph.codePoints;
	}
	const count = inside.widths.length;
	const embed = inside.embed.bind(inside);
	inside.embed = () => {
		if (inside.widths.length > count) return embed();
		inside.subset.encode = () => shared.file;
		firstReferenceIsDeflated(document as unknown as Document);
		return embed();
	};
}

/** The first thing that `embed` asks for is the object of the font's file. */
function firstReferenceIsDeflated(document: Document): void {
	const ref = document.ref.bind(document);
	document.ref = () => {
		document.ref = ref;
		return ref({ Filter: 'FlateDecode' });
	};
}
