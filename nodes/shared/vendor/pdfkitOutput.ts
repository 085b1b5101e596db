import { deflateSync } from 'node:zlib';
import { packStructure } from './pdfkitPacking';
import type { PdfDocument } from './pdfkitTypes';

/** What pdfkit does between an operator and the bytes of the file; undocumented, and held by the tests of drawing. */
interface Inside {
	page: { write(operators: string): void; end(): void; readonly content: Content };
	_offset: number;
	_write(data: string | Uint8Array): void;
	push(chunk: Uint8Array | null): boolean;
	read(): Uint8Array | null;
}

interface Content {
	write(bytes: Buffer): void;
	readonly buffer: Uint8Array[];
	readonly data: { Length?: number };
	compress: boolean;
}

/** Half the time of the usual level for a few percent more. */
const LEVEL = 4;

/**
 * Gathers a document's bytes without a stream. pdfkit turns every operator into bytes by itself and hands on every
 * line of the file as a chunk; joined first, that costs a fraction. The structure tree is packed: see `packStructure`.
 *
 * @returns what `end` leaves behind: the whole file. @throws when something in it was never closed
 */
export function gatherOutput(document: PdfDocument): () => Buffer {
	const inside = document as unknown as Inside;
	const chunks: Uint8Array[] = [];
	// The header is in the stream already.
	for (let chunk = inside.read(); chunk !== null; chunk = inside.read()) chunks.push(chunk);
	document.on('pageAdded', () => joinOperators(inside.page));
	let isWhole = false;
	inside.push = (chunk) => {
		if (chunk === null) isWhole = true;
		else chunks.push(chunk);
		return true;
	};
	inside._write = (data) => {
		const bytes = typeof data === 'string' ? Buffer.from(`${data}\n`, 'latin1') : data;
		chunks.push(bytes);
		inside._offset += bytes.length;
	};
	packStructure(document);
	return () => {
		if (!isWhole) throw new Error('The PDF was not finished: a part of it was never closed.');
		return Buffer.concat(chunks);
	};
}

function joinOperators(page: Inside['page']): void {
	const operators: string[] = [];
	const end = page.end.bind(page);
	page.write = (operator) => void operators.push(operator);
	page.end = () => {
		const { content } = page;
		// What was written before the page was announced: its coordinates.
		const before = content.buffer.splice(0);
		const bytes = Buffer.from(`${operators.join('\n')}\n`, 'latin1');
		content.data.Length = 0;
		content.write(deflateSync(Buffer.concat([...before, bytes]), { level: LEVEL }));
		content.compress = false;
		end();
	};
}
