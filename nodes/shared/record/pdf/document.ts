import { RANGE_PLACEHOLDER } from '../../evidence/signedRange';
import { addSignaturePlace, createDocument, type PdfDocument } from '../../vendor/pdfkit';
import { legible, markerFor } from './legible';
import type { PdfOptions } from './options';

/** An empty document: PDF 1.7, tagged, made to PDF/A-3a. @param title shown by readers in place of the file's name */
export function openDocument(title: string, options: PdfOptions): PdfDocument {
	const { name, version } = options.product;
	return createDocument({
		size: 'A4',
		margin: 0,
		pdfVersion: '1.7',
		subset: 'PDF/A-3a',
		tagged: true,
		lang: 'en',
		displayTitle: true,
		bufferPages: true,
		autoFirstPage: false,
		info: {
			Title: metadataText(title),
			Creator: metadataText(`${name} ${version}`),
			CreationDate: options.generatedAt,
		},
	});
}

/**
 * Leaves room for the signature, if one is to come. The field lies on the last page, which ends with what the signature
 * means.
 */
export function keepPlace(
	document: PdfDocument,
	{ signature, generatedAt }: PdfOptions,
	reason: string,
): void {
	if (signature?.kind !== 'signed') return;
	const { room, subject } = signature.facts;
	addSignaturePlace(document, {
		room,
		range: RANGE_PLACEHOLDER,
		name: metadataText(subject),
		reason,
		at: generatedAt,
	});
}

/**
 * pdfkit writes the title into XML as it is, so the characters XML lives on become markers; and nothing in the file but
 * its signature may look like the range of one.
 */
function metadataText(text: string): string {
	const shown = legible(text, { longest: 200 }).map((stretch) => stretch.text);
	return shown
		.join('')
		.replace(/[<>&]|\/(?=ByteRange|Contents)/g, (character) => markerFor(character));
}
