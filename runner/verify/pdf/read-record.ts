import type { getDocumentProxy } from 'unpdf';

/** What a reader sees of a record: its pages and its attachments. */
export interface ReadRecord {
	/** The pieces of text of each page, in the order in which they were drawn; none is empty. */
	readonly pages: readonly (readonly string[])[];
	readonly attachments: ReadonlyMap<string, Uint8Array>;
}

type Document = Awaited<ReturnType<typeof getDocumentProxy>>;

/**
 * Reads a record with somebody else's library, pdf.js: what it sees is what a person sees.
 *
 * @throws Error in one line when it is no PDF that can be read
 */
export async function readRecord(bytes: Uint8Array): Promise<ReadRecord> {
	const { getDocumentProxy } = await import('unpdf');
	let document: Document | null = null;
	try {
		// It empties the array that it is given, and runs no script of the file.
		document = await getDocumentProxy(new Uint8Array(bytes), {
			stopAtErrors: true,
			useSystemFonts: false,
			verbosity: 0,
		});
		const pages: string[][] = [];
		for (let number = 1; number <= document.numPages; number += 1) {
			pages.push(await piecesOf(document, number));
		}
		return { pages, attachments: await attachmentsOf(document) };
	} catch (cause) {
		throw new Error('The file is no PDF that can be read.', { cause });
	} finally {
		await document?.loadingTask.destroy();
	}
}

async function piecesOf(document: Document, number: number): Promise<string[]> {
	const page = await document.getPage(number);
	const { items } = await page.getTextContent({ disableNormalization: true });
	return items.flatMap((item) => ('str' in item && item.str.trim() !== '' ? [item.str] : []));
}

async function attachmentsOf(document: Document): Promise<Map<string, Uint8Array>> {
	const attachments = new Map<string, Uint8Array>();
	for (const [key, { rawFilename }] of (await document.getAttachments()) ?? []) {
		const content = await document.getAttachmentContent(key);
		if (content) attachments.set(rawFilename, content);
	}
	return attachments;
}
