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

/**
 * The same in bytes, for what is hashed as it stands: packs of whole lines, and a line break before the first one.
 *
 * @throws LineError
 */
export async function* packsOf(file: string): AsyncGenerator<Buffer> {
	if (!existsSync(file)) throw new LineError(`${basename(file)} is missing.`);
	const stream = createReadStream(file, { highWaterMark: CHUNK });
	const rest: Buffer[] = [BREAK];
	let length = 0;
	for await (const chunk of stream as AsyncIterable<Buffer>) {
		const end = chunk.lastIndexOf(BREAK) + 1;
		if (end > 0) yield Buffer.concat([...rest.splice(0), chunk.subarray(0, end)]);
		if (end > 0) rest.push(BREAK);
		rest.push(chunk.subarray(end));
		length = end > 0 ? chunk.length - end : length + chunk.length;
		if (length > LONGEST) throw new LineError('One of its lines has no end.');
	}
	if (length > 0) throw new LineError('Its last line is cut off.');
}

const BREAK = Buffer.from('\n');

/** Where the lines of a pack begin, and where their line breaks are. */
export function* linesIn(pack: Buffer): Generator<readonly [from: number, to: number]> {
	for (let from = 1; from < pack.length;) {
		const to = pack.indexOf(BREAK, from);
		yield [from, to];
		from = to + 1;
	}
}
