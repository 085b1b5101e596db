import type { Glyph, ParsedFont } from '../../vendor/pdfkit';

/**
 * Where the glyphs of a text go, without asking fontkit for each text anew: that alone was half of the time a record
 * took. In the product's own faces a glyph moves for its neighbour only, so every pair is asked for once a process. A
 * test holds the result against fontkit's own layout.
 */

/** A glyph and how far it moves the next one, in units of the font. */
export interface PlacedGlyph {
	readonly glyph: Glyph;
	readonly advance: number;
}

const ASCII = /^[\x20-\x7e]*$/;
const MOST_WORDS = 20_000;

const known = new WeakMap<ParsedFont, Pairs>();

/** The pairs of one font. */
export function pairsOf(font: ParsedFont): Pairs {
	const pairs = known.get(font) ?? new Pairs(font);
	known.set(font, pairs);
	return pairs;
}

/** What one font says of its characters and of pairs of them. */
export class Pairs {
	readonly #font: ParsedFont;
	readonly #kerns: boolean;
	/** fontkit reads it from the file's tables each time it is asked. */
	readonly unitsPerEm: number;
	readonly #glyphs = new Map<number, Glyph>();
	readonly #advances = new Map<number, number>();
	/** Of words, which come again and again. */
	readonly #widths = new Map<string, number>();
	/** How wide every character of a typewriter face is; null for any other. */
	readonly #pitch: number | null;

	constructor(font: ParsedFont) {
		this.#font = font;
		this.unitsPerEm = font.unitsPerEm;
		this.#kerns = font.availableFeatures.includes('kern');
		this.#pitch = pitchOf(font);
	}

	/** Width of a text in units of the font. */
	width(text: string): number {
		if (this.#pitch !== null && ASCII.test(text)) return text.length * this.#pitch;
		const known = this.#widths.get(text);
		if (known !== undefined) return known;
		let sum = 0;
		this.#walk(text, (_, advance) => {
			sum += advance;
		});
		if (this.#widths.size >= MOST_WORDS) this.#widths.clear();
		this.#widths.set(text, sum);
		return sum;
	}

	place(text: string): PlacedGlyph[] {
		const placed: PlacedGlyph[] = [];
		this.#walk(text, (glyph, advance) => placed.push({ glyph, advance }));
		return placed;
	}

	#walk(text: string, visit: (glyph: Glyph, advance: number) => void): void {
		let before = -1;
		for (const character of text) {
			const point = character.codePointAt(0) ?? 0;
			if (before >= 0) visit(this.#glyph(before), this.#advance(before, point));
			before = point;
		}
		if (before >= 0) visit(this.#glyph(before), this.#glyph(before).advanceWidth);
	}

	#glyph(point: number): Glyph {
		const found = this.#glyphs.get(point) ?? this.#font.glyphForCodePoint(point);
		this.#glyphs.set(point, found);
		return found;
	}

	/** A space ends a word, and words are as wide in a line as alone: nothing moves for what follows a space. */
	#advance(point: number, next: number): number {
		if (!this.#kerns || point === 0x20) return this.#glyph(point).advanceWidth;
		const key = point * 0x110000 + next;
		let advance = this.#advances.get(key);
		if (advance === undefined) {
			const { positions } = this.#font.layout(String.fromCodePoint(point, next));
			advance = positions[0]?.xAdvance ?? this.#glyph(point).advanceWidth;
			this.#advances.set(key, advance);
		}
		return advance;
	}
}

function pitchOf(font: ParsedFont): number | null {
	if (font.availableFeatures.includes('kern')) return null;
	const widths = Array.from({ length: 0x7f - 0x20 }, (_, at) => {
		return font.glyphForCodePoint(at + 0x20).advanceWidth;
	});
	const [first = 0] = widths;
	return widths.every((width) => width === first) ? first : null;
}
