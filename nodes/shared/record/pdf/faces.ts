import { useSharedSubset, type ParsedFont, type PdfDocument } from '../../vendor/pdfkit';
import { loadFont, type FontName } from './fonts';
import { pairsOf } from './glyphs';
import { InkedText } from './inkedText';
import { usualGlyphs } from './usualGlyphs';
import type { Style } from './look';

/** Every face has all of it. */
const ASCII = /^[\x20-\x7e]*$/;

/** The fonts of one document: which one can draw a character, and how wide a text is in it. */
export class Faces {
	readonly #document: PdfDocument;
	readonly #folder: string | undefined;
	readonly #known = new Map<FontName, ParsedFont>();
	readonly #widths = new Map<string, number>();
	readonly #ink: InkedText;

	/**
	 * @param document the document the fonts are embedded in.
	 * @param folder a folder to look for font files in first.
	 */
	constructor(document: PdfDocument, folder: string | undefined) {
		this.#document = document;
		this.#folder = folder;
		this.#ink = new InkedText(document);
	}

	/** The parsed font, loaded and registered with the document when it is first asked for. */
	font(name: FontName): ParsedFont {
		const known = this.#known.get(name);
		if (known) return known;
		const font = loadFont(name, this.#folder);
		this.#document.registerFont(name, font);
		if (isOwn(name)) {
			useSharedSubset(this.#document, this.#document.font(name)._font, usualGlyphs(font));
		}
		this.#known.set(name, font);
		return font;
	}

	/** The font for one grapheme, the wanted face before the others; null when no font has all its characters. */
	faceFor(grapheme: string, wanted: Style['face']): FontName | null {
		const points = Array.from(grapheme, (character) => character.codePointAt(0) ?? 0);
		const has = (name: FontName): boolean =>
			points.every((point) => this.font(name).hasGlyphForCodePoint(point));
		// Noto places loose accents properly; the product's face does so only for letters it has ready-made.
		const noto = notoFor(grapheme);
		const order: FontName[] = points.length === 1 ? [wanted, ...noto] : noto;
		return order.find(has) ?? null;
	}

	/** True when the wanted face has every character, so that nothing needs to be looked up one by one. */
	covers(text: string, wanted: Style['face']): boolean {
		if (ASCII.test(text)) return true;
		const font = this.font(wanted);
		for (const character of text) {
			if (!font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0)) return false;
		}
		return !/\p{M}/u.test(text);
	}

	/**
	 * True when the font draws a text with more or fewer glyphs than it has characters, e.g. an i and a dot below for ị.
	 * Such text comes out of the file in pieces unless the file also says what it is.
	 */
	takesApart(text: string, name: FontName): boolean {
		if (isOwn(name)) return false;
		return this.font(name).layout(text).glyphs.length !== [...text].length;
	}

	/** Width of a text in points. */
	width(text: string, name: FontName, size: number): number {
		if (isOwn(name)) {
			const pairs = pairsOf(this.font(name));
			return (pairs.width(text) / pairs.unitsPerEm) * size;
		}
		const key = `${name} ${text}`;
		let perPoint = this.#widths.get(key);
		if (perPoint === undefined) {
			this.font(name);
			perPoint = this.#document.font(name).fontSize(100).widthOfString(text) / 100;
			this.#widths.set(key, perPoint);
		}
		return perPoint * size;
	}

	/** Draws a text in one font with its baseline at a place, in points from the top left. */
	draw(text: string, look: Look, at: Place): void {
		const { font, size, colour } = look;
		const parsed = this.font(font);
		this.#document.font(font);
		if (isOwn(font)) return this.#ink.draw(pairsOf(parsed).place(text), look, at);
		this.#document.fontSize(size).fillColor(colour);
		this.#document.text(text, at.x, at.y, { lineBreak: false, baseline: 'alphabetic' });
	}
}

/** Fonts are large: one that is certainly of no use is not loaded to be asked. */
function notoFor(grapheme: string): FontName[] {
	if (/\p{Script=Hebrew}/u.test(grapheme)) return ['hebrew'];
	if (/\p{Script=Arabic}/u.test(grapheme)) return ['arabic'];
	return ['world', 'han'];
}

interface Look {
	readonly font: FontName;
	readonly size: number;
	readonly colour: string;
}

interface Place {
	readonly x: number;
	readonly y: number;
}

/** The product's own faces, whose glyphs need nothing but their neighbours. They are never given loose accents. */
function isOwn(name: FontName): boolean {
	return name === 'sans' || name === 'semibold' || name === 'mono';
}
