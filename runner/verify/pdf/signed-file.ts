/** What a PDF says of its signature, as it stands in the bytes. */
export interface SignedFile {
	/** The signed pieces: everything before and after the signature value. */
	readonly pieces: readonly [Uint8Array, Uint8Array];
	/** The signature value. */
	readonly cms: Buffer;
	/** The file up to where the signature reaches: what was on it when it was signed. */
	readonly signed: Uint8Array;
	/** How many bytes lie behind that. */
	readonly added: number;
	/** When the signer says it was signed; null when it does not say. */
	readonly claimedAt: Date | null;
}

/**
 * Finds the signature of a record. Records have one, in a form that is always the same, so nothing is guessed: what
 * looks different is no record of ours, or was changed.
 *
 * @returns null when there is none
 * @throws Error in one line when there is something that is no whole signature
 */
export function signedFileOf(bytes: Uint8Array): SignedFile | null {
	const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
	const text = file.toString('latin1');
	const ranges = [...text.matchAll(/\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g)];
	if (ranges.length === 0) return null;
	if (ranges.length > 1) throw new Error('It has more than one signature, and a record has one.');
	const [start = 0, length = 0, second = 0, rest = 0] = (ranges[0] ?? []).slice(1).map(Number);
	const end = second + rest;
	if (start !== 0 || second <= length || end > file.length) {
		throw new Error('The signature covers other parts of the file than it should.');
	}
	const value = text.slice(length, second);
	if (!/^<[0-9a-f]*>$/i.test(value) || value.length % 2 !== 0) {
		throw new Error('The signature leaves out more of the file than its own value.');
	}
	return {
		pieces: [file.subarray(0, length), file.subarray(second, end)],
		cms: Buffer.from(value.slice(1, -1), 'hex'),
		signed: file.subarray(0, end),
		added: file.length - end,
		claimedAt: claimedTime(text.slice(second, second + 2000)),
	};
}

function claimedTime(text: string): Date | null {
	const [, year, month, day, hour, minute, second] =
		/\/M \(D:(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z\)/.exec(text) ?? [];
	if (!second) return null;
	return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
