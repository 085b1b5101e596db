import { hash } from 'node:crypto';
import { linkOf } from '../../audit/chain';
import { linesIn } from '../lines';
import { placesIn, type LinePlaces } from './line-places';

const NEW_LINE = 0x0a;

/**
 * Looks at each line of a pack whether its hash is the one that its text, its body and its predecessor give. Nothing
 * that is hashed is copied.
 *
 * @param pack see `packsOf`
 * @returns a byte for each line: 1 where it is, 0 where it is not, and for what is no line of ours
 */
export function soundLines(pack: Buffer): Uint8Array {
	const sound: number[] = [];
	for (const [from, to] of linesIn(pack)) {
		const places = placesIn(pack, from, to);
		sound.push(places !== null && isSound(pack, places) ? 1 : 0);
	}
	return Uint8Array.from(sound);
}

function isSound(pack: Buffer, { from, textEnd, prev, hash: own, body, bodyHash }: LinePlaces) {
	const bodyOwn = body === null ? null : hash('sha256', body, 'base64');
	return bodyHash === bodyOwn && own === linkOf(prev, leafAt(pack, from, textEnd));
}

/** The byte before the line is the break of the one before it; for a moment it is the 0x00 that a leaf begins with. */
function leafAt(pack: Buffer, from: number, to: number): string {
	pack[from - 1] = 0;
	const leaf = hash('sha256', pack.subarray(from - 1, to), 'base64');
	pack[from - 1] = NEW_LINE;
	return leaf;
}
