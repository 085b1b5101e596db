import type { MemberCall } from '../http/call';
import { uploadIn } from '../http/upload';

/** Larger than any list that is taken: 500 people with every column fit twenty times. */
const MOST_BYTES = 2_000_000;

/** A list that came as a file, or without one. */
export interface Upload {
	readonly fields: unknown;
	/** Null: none was chosen. */
	readonly file: Buffer | null;
	/** What is wrong with it as a whole, for people; null: nothing. */
	readonly problem: string | null;
}

const PROBLEMS = {
	tooLarge: 'it is larger than 2 MB. A list names at most 500 people: split it',
	broken: 'it did not arrive whole. Choose the file again',
} as const;

/** The form of a list. See `uploadIn`. */
export async function uploadedList(call: MemberCall): Promise<Upload> {
	const { fields, file, problem } = await uploadIn(call, MOST_BYTES);
	return { fields, file, problem: problem && PROBLEMS[problem] };
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
