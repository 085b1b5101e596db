import { createReadStream, existsSync } from 'node:fs';
import { basename } from 'node:path';

/** What a file of lines is not. One sentence for people. */
export class LineError extends Error {
	override readonly name = 'LineError';
}

/** So much is read at once. A line may be longer. */
const CHUNK = 1 << 20;
/** No line of ours is as long as this: whatever is, would only fill the memory. */
const LONGEST = 64 << 20;

/**
 * The lines of a file, in packs, without their line breaks. A last line without one is refused: something was cut off.
 *
 * @throws LineError
 */
export async function* linesOf(file: string): AsyncGenerator<readonly string[]> {
	let rest = '';
	if (!existsSync(file)) throw new LineError(`${basename(file)} is missing.`);
	const stream = createReadStream(file, { encoding: 'utf8', highWaterMark: CHUNK });
	for await (const chunk of stream as AsyncIterable<string>) {
		const lines = (rest + chunk).split('\n');
		rest = lines.pop() ?? '';
		if (rest.length > LONGEST) throw new LineError('One of its lines has no end.');
		yield lines;
	}
	if (rest !== '') throw new LineError('Its last line is cut off.');
}
