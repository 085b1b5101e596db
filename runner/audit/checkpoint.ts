import { hash } from 'node:crypto';
import { keyText, parseKey, parseNote, type NoteKey, type SignedNote } from './note';

/**
 * What a checkpoint says, in the manner of C2SP tlog-checkpoint: origin, size and root, then lines of our own. The root
 * is the head of the hash chain, not of a Merkle tree.
 *
 * @see https://c2sp.org/tlog-checkpoint
 */
export interface Checkpoint {
	readonly origin: string;
	/** How many entries the log had. */
	readonly size: number;
	/** Hash of entry number `size`. */
	readonly root: string;
	/** SHA-256 of the whole note before, signature included, base64; null for the first. */
	readonly previous: string | null;
	/** ISO 8601 UTC. */
	readonly at: string;
	/** The key that signs from the next one on; this one is signed by both, or by it alone where the one before is lost. */
	readonly next: NoteKey | null;
}

/** The text that is signed. */
export function checkpointText(checkpoint: Checkpoint): string {
	const { origin, size, root, previous, at, next } = checkpoint;
	const lines = [
		...[origin, String(size), root],
		...[`previous ${previous ?? 'none'}`, `at ${at}`],
		...(next === null ? [] : [`next ${keyText(next)}`]),
	];
	return lines.map((line) => `${line}\n`).join('');
}

/** A note as the checkpoint it is; null where it is none, or is not written just as we write it. */
export function parseCheckpoint(
	note: string,
): { readonly checkpoint: Checkpoint; readonly signed: SignedNote } | null {
	const signed = parseNote(note);
	if (signed === null) return null;
	const [origin = '', size = '', root = '', previous = '', at = '', next] = signed.text.split('\n');
	const key = next?.startsWith('next ') ? parseKey(next.slice('next '.length)) : null;
	const checkpoint: Checkpoint = {
		...{ origin, root, size: Number(size), next: key },
		previous: previous === 'previous none' ? null : previous.replace(/^previous /, ''),
		at: at.replace(/^at /, ''),
	};
	// Whatever reads otherwise when it is written again was not written by us.
	return checkpointText(checkpoint) === signed.text && /^[1-9]\d*$/.test(size)
		? { checkpoint, signed }
		: null;
}

/** What the next checkpoint says of this one. */
export function noteHash(note: string): string {
	return hash('sha256', note, 'base64');
}
