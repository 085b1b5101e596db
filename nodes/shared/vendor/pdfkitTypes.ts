/**
 * What we use of pdfkit 0.20, typed by hand: @types/pdfkit stops at 0.17 and knows neither `subset` nor `lang`, and a
 * narrow type keeps links, annotations and scripts out of reach of whoever draws tenant text.
 */

/** A font that fontkit parsed; only what we ask of it. */
export interface ParsedFont {
	readonly unitsPerEm: number;
	readonly characterSet: readonly number[];
	readonly availableFeatures: readonly string[];
	hasGlyphForCodePoint(codePoint: number): boolean;
	glyphForCodePoint(codePoint: number): Glyph;
	createSubset(): { includeGlyph(id: number): number; encode(): Uint8Array };
	getGlyph(id: number, codePoints: readonly number[]): Glyph;
	layout(text: string): {
		readonly glyphs: readonly Glyph[];
		readonly positions: readonly { readonly xAdvance: number }[];
	};
}

/** A font as one document embeds it. Undocumented; the tests of drawing fail when it changes. */
export interface EmbeddedFont {
	/** Its name on a page, e.g. `F1`. */
	readonly id: string;
	readonly font: ParsedFont;
	/** 1000 through the units of the font. */
	readonly scale: number;
	readonly subset: { includeGlyph(id: number): number };
	/** By the number of the glyph in the subset: how wide it is, and what it stands for. */
	readonly widths: (number | undefined)[];
	readonly unicode: (readonly number[] | undefined)[];
	ref(): unknown;
}

export interface Glyph {
	readonly id: number;
	readonly advanceWidth: number;
	readonly codePoints: readonly number[];
	readonly path: { toSVG(): string };
}

/** A piece of a page that belongs to the structure tree. */
export interface StructContent {
	readonly refs: readonly unknown[];
}

/** An element of the structure tree: what a screen reader walks. */
export interface StructElement {
	add(child: StructElement | StructContent): StructElement;
	end(): void;
}

export interface StructOptions {
	readonly title?: string;
	readonly alt?: string;
	readonly scope?: 'Column' | 'Row';
	readonly bbox?: readonly [number, number, number, number];
}

/** A bookmark. */
export interface OutlineItem {
	addItem(title: string, place: { readonly top: number; readonly left: number }): OutlineItem;
}

export interface PdfDocumentOptions {
	readonly size?: 'A4';
	readonly margin?: number;
	readonly pdfVersion?: '1.7';
	readonly subset?: 'PDF/A-3a';
	readonly tagged?: boolean;
	readonly lang?: string;
	readonly displayTitle?: boolean;
	readonly bufferPages?: boolean;
	readonly autoFirstPage?: boolean;
	readonly info?: Readonly<Record<string, string | Date>>;
}

export interface AttachmentOptions {
	readonly name: string;
	readonly type: string;
	readonly description: string;
	readonly relationship: 'Data' | 'Supplement';
	readonly creationDate: Date;
	readonly modifiedDate: Date;
}

/** pdfkit's document, cut down to what draws a record. Lengths are points, y grows downwards. */
export interface PdfDocument {
	readonly page: {
		readonly width: number;
		readonly height: number;
		/** The fonts a page uses, by their name on it. */
		readonly fonts: Record<string, unknown>;
	};
	readonly outline: OutlineItem;
	/** Undocumented, and the only way to the parsed font; a test of the fonts fails when it goes away. */
	readonly _font: EmbeddedFont;

	addPage(): this;
	/** Operators for the content of the page. */
	addContent(operators: string): this;
	switchToPage(index: number): this;
	bufferedPageRange(): { readonly start: number; readonly count: number };
	end(): void;
	on(event: 'data', listener: (chunk: Uint8Array) => void): this;
	on(event: 'end' | 'pageAdded', listener: () => void): this;

	registerFont(name: string, font: ParsedFont): this;
	font(source: string | Uint8Array): this;
	fontSize(size: number): this;
	widthOfString(text: string): number;
	text(
		text: string,
		x: number,
		y: number,
		options: { readonly lineBreak: false; readonly baseline: 'alphabetic' },
	): this;

	save(): this;
	restore(): this;
	translate(x: number, y: number): this;
	scale(factor: number): this;
	rotate(degrees: number): this;
	rect(x: number, y: number, width: number, height: number): this;
	roundedRect(x: number, y: number, width: number, height: number, radius: number): this;
	circle(x: number, y: number, radius: number): this;
	path(svg: string): this;
	moveTo(x: number, y: number): this;
	lineTo(x: number, y: number): this;
	clip(): this;
	lineWidth(width: number): this;
	lineCap(style: 'butt' | 'round'): this;
	lineJoin(style: 'miter' | 'round'): this;
	dash(length: number, options: { readonly space: number }): this;
	undash(): this;
	fillColor(colour: string): this;
	strokeColor(colour: string): this;
	fill(): this;
	stroke(): this;

	file(bytes: Uint8Array, options: AttachmentOptions): unknown;
	struct(type: string, options?: StructOptions): StructElement;
	addStructure(element: StructElement): this;
	markStructureContent(type: string): StructContent;
	markContent(type: 'Artifact', options: { readonly type: string }): this;
	/** `actual` is the text that readers take out instead of what the glyphs say. */
	markContent(type: 'Span', options: { readonly actual: string }): this;
	endMarkedContent(): this;
}
