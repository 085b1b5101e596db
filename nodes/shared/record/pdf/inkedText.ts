import type { EmbeddedFont, PdfDocument } from '../../vendor/pdfkit';
import type { PlacedGlyph } from './glyphs';

/** Puts placed glyphs on a page with the same operators that pdfkit's `text` writes, in one piece. */
export class InkedText {
	readonly #document: PdfDocument;
	/** The code of each glyph in the document's copy of a font: four hex digits, by the glyph's id. */
	readonly #codes = new Map<EmbeddedFont, Map<number, string>>();

	constructor(document: PdfDocument) {
		this.#document = document;
	}

	/** Draws in the document's current font. `at` is the baseline, from the top left, in points. */
	draw(
		glyphs: readonly PlacedGlyph[],
		{ size, colour }: { readonly size: number; readonly colour: string },
		at: { readonly x: number; readonly y: number },
	): void {
		if (glyphs.length === 0) return;
		const { page, _font: font } = this.#document;
		page.fonts[font.id] ??= font.ref();
		const flip = `1 0 0 -1 0 ${rounded(page.height)} cm`;
		const place = `1 0 0 1 ${rounded(at.x)} ${rounded(page.height - at.y)} Tm`;
		const shown = this.#shown(glyphs, font);
		this.#document.addContent(
			`q\n${flip}\n${fillOf(colour)}\nBT\n${place}\n/${font.id} ${rounded(size)} Tf\n[${shown}] TJ\nET\nQ`,
		);
	}

	#shown(glyphs: readonly PlacedGlyph[], font: EmbeddedFont): string {
		const codes = this.#codes.get(font) ?? new Map<number, string>();
		this.#codes.set(font, codes);
		let shown = '<';
		for (const { glyph, advance } of glyphs) {
			let code = codes.get(glyph.id);
			if (code === undefined) codes.set(glyph.id, (code = include(glyph, font)));
			const kern = (glyph.advanceWidth - advance) * font.scale;
			shown += kern === 0 ? code : `${code}> ${rounded(kern)} <`;
		}
		return `${shown}>`;
	}
}

/** Takes a glyph into the document's copy of the font, as pdfkit's own `encode` does. */
function include(glyph: PlacedGlyph['glyph'], font: EmbeddedFont): string {
	const code = font.subset.includeGlyph(glyph.id);
	font.widths[code] ??= glyph.advanceWidth * font.scale;
	font.unicode[code] ??= glyph.codePoints;
	return code.toString(16).padStart(4, '0');
}

function rounded(value: number): number {
	return Math.round(value * 1e3) / 1e3;
}

const fills = new Map<string, string>();

/** `#rrggbb` as the operator that fills with it. */
function fillOf(colour: string): string {
	let fill = fills.get(colour);
	if (fill === undefined) {
		const parts = [1, 3, 5].map((at) => rounded(parseInt(colour.slice(at, at + 2), 16) / 255));
		fills.set(colour, (fill = `${parts.join(' ')} rg`));
	}
	return fill;
}
