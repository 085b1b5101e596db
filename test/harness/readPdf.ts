import { getDocumentProxy, getResolvedPDFJS } from 'unpdf';

/** PDFs read by somebody else's library: pdf.js, which comes with npm. test/poppler has a second opinion. */

type Document = Awaited<ReturnType<typeof getDocumentProxy>>;
type Page = Awaited<ReturnType<Document['getPage']>>;

/** Opens, reads and closes. Throws at the first thing in the file that pdf.js would have to repair. */
async function reading<T>(pdf: Buffer, read: (document: Document) => Promise<T>): Promise<T> {
	// pdf.js empties the array that it is given, and takes the fonts of the machine when it is let.
	const document = await getDocumentProxy(new Uint8Array(pdf), {
		stopAtErrors: true,
		useSystemFonts: false,
		// Whether a font's file is there, for fontsOf.
		fontExtraProperties: true,
		verbosity: 0,
	});
	try {
		return await read(document);
	} finally {
		await document.loadingTask.destroy();
	}
}

async function eachPage<T>(pdf: Buffer, read: (page: Page) => Promise<T>): Promise<T[]> {
	return await reading(pdf, async (document) => {
		const found: T[] = [];
		for (let number = 1; number <= document.numPages; number++) {
			found.push(await read(await document.getPage(number)));
		}
		return found;
	});
}

async function textItemsOf(page: Page) {
	const { items, styles } = await page.getTextContent({ disableNormalization: true });
	return items.flatMap((item) =>
		'str' in item ? [{ ...item, style: styles[item.fontName] }] : [],
	);
}

/** The text of each page, in the order in which it was drawn. */
export async function pagesOf(pdf: Buffer): Promise<string[]> {
	return await eachPage(pdf, async (page) => {
		const items = await textItemsOf(page);
		return items.map(({ str, hasEOL }) => (hasEOL ? `${str}\n` : str)).join('');
	});
}

/** A text without white space, composed: where a line breaks and how an accent is spelt is not what a test is about. */
export function squeezed(text: string): string {
	return text.normalize('NFC').replace(/\s+/gu, '');
}

/** All text of a document, squeezed. */
export async function textOf(pdf: Buffer): Promise<string> {
	return squeezed((await pagesOf(pdf)).join(''));
}

/** What each page's glyphs stand for, one after the other: also the invisible, which pdf.js leaves out of a text. */
export async function glyphsOf(pdf: Buffer): Promise<string[]> {
	const { OPS } = await getResolvedPDFJS();
	return await eachPage(pdf, async (page) => {
		const { fnArray, argsArray } = await page.getOperatorList();
		const shown = fnArray.flatMap((operation, at): unknown => {
			return operation === OPS.showText ? (argsArray as unknown[])[at] : [];
		});
		return (shown.flat() as ({ unicode?: string } | number)[])
			.map((glyph) => (typeof glyph === 'number' ? '' : (glyph.unicode ?? '')))
			.join('');
	});
}

/** What a file says about itself. */
export interface Info {
	readonly version: string;
	readonly title: string;
	readonly creator: string;
	readonly language: string;
	readonly tagged: boolean;
	/** XMP, as it stands in the file. */
	readonly metadata: string;
}

export async function infoOf(pdf: Buffer): Promise<Info> {
	return await reading(pdf, async (document) => {
		const { info, metadata } = await document.getMetadata();
		const { PDFFormatVersion, Title, Creator, Language } = info as Readonly<Record<string, string>>;
		const marks = (await document.getMarkInfo()) as { Marked: boolean } | null;
		return {
			version: PDFFormatVersion ?? '',
			title: Title ?? '',
			creator: Creator ?? '',
			language: Language ?? '',
			tagged: marks?.Marked ?? false,
			metadata: String(metadata?.getRaw() ?? ''),
		};
	});
}

/** A text on a page and the room it takes, in points from the top left corner. */
export interface TextBox {
	readonly page: number;
	readonly text: string;
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

/** Where the texts of a document are: a box for all that stands in a line without a gap. */
export async function textBoxesOf(pdf: Buffer): Promise<TextBox[]> {
	const pages = await eachPage(pdf, async (page) => {
		const [, , , height = 0] = page.view;
		return (await textItemsOf(page)).flatMap(({ str, transform, width, style }): TextBox[] => {
			if (str.trim() === '') return [];
			const [, , , size = 0, left = 0, baseline = 0] = transform as number[];
			if (!style) throw new Error(`No font is known of: ${str}`);
			const top = height - baseline - style.ascent * size;
			const bottom = height - baseline - style.descent * size;
			return [{ page: page.pageNumber, text: str, left, top, right: left + width, bottom }];
		});
	});
	return pages.flat();
}

/** One font of a document. */
export interface FontRow {
	readonly name: string;
	/** A page is drawn with it, from the file's own copy. */
	readonly embedded: boolean;
	/** It says which characters its glyphs are. */
	readonly unicode: boolean;
}

/** Every font of a document, also one that no page uses. pdf.js knows the drawn ones, the file's objects name all. */
export async function fontsOf(pdf: Buffer): Promise<FontRow[]> {
	const pages = await eachPage(pdf, async (page) => {
		await page.getOperatorList();
		return [...page.commonObjs].map(([, object]) => object as Record<string, unknown> | null);
	});
	const own = new Map(
		pages
			.flat()
			.filter((font) => typeof font?.['name'] === 'string')
			.map((font) => [
				font?.['name'],
				font?.['missingFile'] === false && font['data'] !== undefined,
			]),
	);
	const objects = pdf.toString('latin1').split('endobj');
	return objects
		.filter((object) => /\/Type \/Font\n/.test(object) && !/\/Subtype \/CIDFont/.test(object))
		.map((object) => {
			const name = /\/BaseFont \/(\S+)/.exec(object)?.[1] ?? '';
			return { name, embedded: own.get(name) ?? false, unicode: /\/ToUnicode \d/.test(object) };
		});
}

/** Name and bytes of the only attachment. */
export async function attachmentIn(pdf: Buffer): Promise<{ name: string; bytes: Buffer }> {
	return await reading(pdf, async (document) => {
		const [first, ...others] = (await document.getAttachments()) ?? [];
		if (!first || others.length > 0) throw new Error('The PDF has not one attachment.');
		const content = await document.getAttachmentContent(first[0]);
		if (!content) throw new Error('The attachment of the PDF has no content.');
		return { name: first[1].rawFilename, bytes: Buffer.from(content) };
	});
}
