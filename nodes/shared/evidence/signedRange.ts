/**
 * Where the signature of a PDF stands: the bytes before and after its value are what is signed. `ByteRange` and
 * `Contents` are written as long as they will get, so that nothing moves when they are filled in.
 */

/** As pdfkit writes it; a number of ten digits fits into each. */
export const RANGE_PLACEHOLDER = [0, '**********', '**********', '**********'] as const;

/** Where the signed bytes are. */
export interface SignedRange {
	readonly before: readonly [start: number, length: number];
	readonly after: readonly [start: number, length: number];
}

/**
 * Fills in the range of a PDF that was drawn with a place for a signature.
 *
 * @returns the same bytes with the range, the pieces that are to be signed, and how to put the signature in
 * @throws Error when it has no such place
 */
export function openRange(pdf: Buffer): {
	readonly pieces: readonly Buffer[];
	fill(cms: Buffer): void;
} {
	const empty = '/ByteRange [0 /********** /********** /**********]';
	const at = pdf.indexOf(empty);
	const contents = pdf.indexOf('/Contents <', at);
	if (at < 0 || contents < 0) throw new Error('The PDF has no place for a signature.');
	const start = contents + '/Contents '.length;
	const end = pdf.indexOf('>', start) + 1;
	const range = `/ByteRange [0 ${start} ${end} ${pdf.length - end}]`.padEnd(empty.length);
	pdf.write(range, at, 'latin1');
	return {
		pieces: [pdf.subarray(0, start), pdf.subarray(end)],
		fill: (cms) => {
			const hex = cms.toString('hex');
			if (hex.length > end - start - 2) throw new Error('The signature is larger than its place.');
			pdf.write(hex, start + 1, 'latin1');
		},
	};
}
