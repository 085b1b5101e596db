import multer, { MulterError } from 'multer';
import type { MemberCall } from '../http/call';

/** Larger than any list that is taken: 500 people with every column fit twenty times. */
const MOST_BYTES = 2_000_000;

/** A form that came with a file, or without one. */
export interface Upload {
	readonly fields: unknown;
	/** Null: none was chosen. */
	readonly file: Buffer | null;
	/** What is wrong with it as a whole, for people; null: nothing. */
	readonly problem: string | null;
}

const takeForm = multer({
	storage: multer.memoryStorage(),
	limits: { fileSize: MOST_BYTES, fieldSize: MOST_BYTES, files: 1, fields: 40, parts: 45 },
}).single('file');

/**
 * The form of a request, whichever way it was sent. Called once it is known who asks: nobody else's file is read.
 */
export async function uploadIn({ request, response, body }: MemberCall): Promise<Upload> {
	if (!request.is('multipart/form-data')) return { fields: body, file: null, problem: null };
	const error = await new Promise<unknown>((resolve) => {
		takeForm(request, response, (thrown: unknown) => resolve(thrown));
	});
	const { file } = request;
	const fields = request.body as unknown;
	if (!error) return { fields, file: file && file.size > 0 ? file.buffer : null, problem: null };
	return { fields, file: null, problem: problemOf(error) };
}

function problemOf(error: unknown): string {
	const code = error instanceof MulterError ? error.code : '';
	if (code === 'LIMIT_FILE_SIZE' || code === 'LIMIT_FIELD_VALUE') {
		return 'it is larger than 2 MB. A list names at most 500 people: split it';
	}
	return 'it did not arrive whole. Choose the file again';
}

/**
 * A file as text, in the encoding it is in: Excel writes UTF-8 with a mark, UTF-16, or the code page of the machine.
 * What is no UTF-8 is taken for Windows-1252, in which every byte is a letter; whoever checks the list sees which.
 */
export function textOfFile(bytes: Uint8Array): string {
	const [first, second] = bytes;
	if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
	if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
	// A letter and a zero, again and again: UTF-16 whose mark was lost.
	const start = bytes.subarray(0, 200);
	if (start.length > 3 && start.every((byte, at) => at % 2 === 0 || byte === 0)) {
		return new TextDecoder('utf-16le').decode(bytes);
	}
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		return new TextDecoder('windows-1252').decode(bytes);
	}
}
