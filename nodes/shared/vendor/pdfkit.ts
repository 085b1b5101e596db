/**
 * The one door to pdfkit. The build bundles this file, so nothing else may import pdfkit: a pack that n8n installs
 * has no node_modules of its own.
 */
import PDFDocument from 'pdfkit';
import type { ParsedFont, PdfDocument, PdfDocumentOptions } from './pdfkitTypes';

/**
 * An empty PDF document. No built-in font is loaded: Helvetica is not embedded, and PDF/A forbids that.
 *
 * @param options pdfkit's own options, sizes in points.
 */
export function createDocument(options: PdfDocumentOptions): PdfDocument {
	const settings = { ...options, font: null } as unknown as PDFKit.PDFDocumentOptions;
	return new PDFDocument(settings) as unknown as PdfDocument;
}

/**
 * Parses a TrueType font so that many documents can share it.
 *
 * Every glyph is made once here, with the character it stands for. Otherwise the first document that draws an accented
 * letter leaves its base letter behind in the font without a character, and the next document draws that letter but
 * text extraction and search lose it. Plain characters come before their compatibility twins, which share the glyph:
 * a name must come out as it was written, not in radicals.
 *
 * @param bytes the font file.
 */
export function parseFont(bytes: Uint8Array): ParsedFont {
	const scratch = createDocument({ autoFirstPage: false });
	scratch.font(bytes);
	const font = scratch._font.font;
	// Backwards, because where two plain characters share a glyph the Han font means the later one (the katakana dot).
	const plain = font.characterSet.filter(isPlain).reverse();
	const twins = font.characterSet.filter(
		(codePoint) => !isPlain(codePoint) && !isArabicForm(codePoint),
	);
	for (const codePoint of [...plain, ...twins]) {
		font.getGlyph(font.glyphForCodePoint(codePoint).id, [codePoint]);
	}
	return font;
}

/** The shapes of Arabic letters have numbers of their own; a name is written with letters, and shaping knows which. */
function isArabicForm(codePoint: number): boolean {
	return (
		(codePoint >= 0xfb50 && codePoint <= 0xfdff) || (codePoint >= 0xfe70 && codePoint <= 0xfefc)
	);
}

function isPlain(codePoint: number): boolean {
	const character = String.fromCodePoint(codePoint);
	const radical = codePoint >= 0x2e80 && codePoint <= 0x2fdf;
	return !radical && character.normalize('NFKC') === character;
}

export { addSignaturePlace, type SignaturePlace } from './pdfkitSignature';
export { gatherOutput } from './pdfkitOutput';
export { makeSharedSubset, useSharedSubset, type SharedSubset } from './pdfkitSubset';
export type {
	EmbeddedFont,
	Glyph,
	ParsedFont,
	PdfDocument,
	PdfDocumentOptions,
	StructContent,
	StructElement,
	StructOptions,
} from './pdfkitTypes';
