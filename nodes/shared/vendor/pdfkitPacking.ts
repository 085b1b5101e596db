import { deflateSync } from 'node:zlib';
import type { PdfDocument } from './pdfkitTypes';

/** An object of the file, as pdfkit keeps it until it is written. */
interface Reference {
	readonly id: number;
	readonly data: Record<string, unknown>;
	buffer: unknown;
	offset: number;
	finalize(): void;
}

type ReferenceClass = new (document: Inside, id: number, data: object) => Reference;

/** What pdfkit does at the end of an object and of the file; undocumented, and held by the tests of drawing. */
interface Inside {
	ref(data: object): Reference;
	readonly _root: Reference;
	readonly _info: Reference;
	readonly _id: unknown;
	readonly _offsets: (number | null)[];
	_offset: number;
	_write: (data: string | Uint8Array) => void;
	_refEnd: (reference: Reference) => void;
	_finalize: () => void;
	push(chunk: null): boolean;
}

/** Of the three fields of an entry, bytes: its kind, where it is, and at which place there. */
const WIDTHS = [1, 4, 2] as const;
const ENTRY = 7;
const [IN_FILE, IN_STREAM] = [1, 2];
/** Readers unpack a stream as a whole, so that one is not to be endless. */
const MOST_IN_STREAM = 500;

/**
 * Writes the elements of the structure tree packed together (object streams, PDF 1.5) and the table of objects packed
 * too. A record has a thousand of them, most with one word in it: spelled out they are a third of the file. Everything
 * else stays as it is, to be read with the naked eye.
 *
 * @see ISO 32000-1, 7.5.7 and 7.5.8
 */
export function packStructure(document: PdfDocument): void {
	const inside = document as unknown as Inside;
	const packed: { readonly id: number; readonly text: string }[] = [];
	const makeRef = inside.ref.bind(inside);
	inside.ref = (data) => {
		const reference = makeRef(data);
		const finalize = reference.finalize.bind(reference);
		reference.finalize = () => {
			if (!isElement(reference)) return finalize();
			const { text, isLast } = textOf(inside, finalize);
			packed.push({ id: reference.id, text });
			if (isLast) inside._finalize();
		};
		return reference;
	};
	inside._finalize = () => writeEnd(inside, packed);
}

function isElement({ data, buffer }: Reference): boolean {
	return 'S' in data && 'P' in data && Array.isArray(buffer) && buffer.length === 0;
}

/** What an object would have written between `obj` and `endobj`, and whether the file ends with it. */
function textOf(inside: Inside, finalize: () => void): { text: string; isLast: boolean } {
	const { _write: write, _finalize: end } = inside;
	const lines: (string | Uint8Array)[] = [];
	let isLast = false;
	inside._write = (line) => void lines.push(line);
	inside._finalize = () => {
		isLast = true;
	};
	try {
		finalize();
	} finally {
		Object.assign(inside, { _write: write, _finalize: end });
	}
	return { text: String(lines[1]), isLast };
}

function writeEnd(inside: Inside, packed: readonly { id: number; text: string }[]): void {
	// What is written from here on is counted here: pdfkit would take its end for that of the file.
	inside._refEnd = () => undefined;
	const Class = inside._root.constructor as ReferenceClass;
	const places = new Map<number, readonly [stream: number, at: number]>();
	const offsets = inside._offsets.map((offset) => offset ?? 0);
	const write = (data: object, bytes: Buffer): number => {
		const id = offsets.length + 1;
		const reference = new Class(inside, id, { ...data, Filter: 'FlateDecode' });
		reference.buffer = [deflateSync(bytes)];
		reference.finalize();
		offsets.push(reference.offset);
		return id;
	};
	for (let from = 0; from < packed.length; from += MOST_IN_STREAM) {
		const some = packed.slice(from, from + MOST_IN_STREAM);
		const { head, body } = bodyOf(some);
		const data = { Type: 'ObjStm', N: some.length, First: head.length };
		const stream = write(data, Buffer.from(head + body, 'latin1'));
		some.forEach(({ id }, at) => places.set(id, [stream, at]));
	}
	const xref = inside._offset;
	// It has a line for itself.
	const entries = entriesOf([...offsets, xref], places);
	write(
		{
			...{ Type: 'XRef', Size: offsets.length + 2, W: [...WIDTHS] },
			...{ Root: inside._root, Info: inside._info, ID: [inside._id, inside._id] },
		},
		entries,
	);
	inside._write('startxref');
	inside._write(`${xref}`);
	inside._write('%%EOF');
	inside.push(null);
}

/** First where each object begins, then the objects. */
function bodyOf(objects: readonly { id: number; text: string }[]): { head: string; body: string } {
	let at = 0;
	const numbers = objects.map(({ id, text }) => {
		const entry = `${id} ${at}`;
		at += text.length + 1;
		return entry;
	});
	return { head: `${numbers.join(' ')}\n`, body: objects.map(({ text }) => `${text}\n`).join('') };
}

/** @param offsets of all objects, the first one first */
function entriesOf(
	offsets: readonly number[],
	places: ReadonlyMap<number, readonly [stream: number, at: number]>,
): Buffer {
	const entries = Buffer.alloc((offsets.length + 1) * ENTRY);
	// The head of the list of free objects, which is otherwise empty.
	entries.writeUInt16BE(0xffff, ENTRY - 2);
	offsets.forEach((offset, index) => {
		const id = index + 1;
		const place = places.get(id);
		entries.writeUInt8(place ? IN_STREAM : IN_FILE, id * ENTRY);
		entries.writeUInt32BE(place ? place[0] : offset, id * ENTRY + 1);
		entries.writeUInt16BE(place ? place[1] : 0, id * ENTRY + 5);
	});
	return entries;
}
