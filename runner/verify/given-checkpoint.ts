import { parseCheckpoint, type Checkpoint } from '../audit/checkpoint';
import type { BundleHead } from '../audit/bundle-format';
import { hasSigned, type SignedNote } from '../audit/note';
import { BundleError } from './bundle-head';
import type { CheckpointList } from './check-checkpoints';

/** A checkpoint that left the hands of whoever keeps the log, and comes back now. */
export interface GivenCheckpoint {
	readonly checkpoint: Checkpoint;
	readonly signed: SignedNote;
}

/** It and the log do not agree. One sentence for people. */
export class GivenError extends Error {
	override readonly name = 'GivenError';
}

/** @throws BundleError when it is no checkpoint */
export function parseGiven(text: string): GivenCheckpoint {
	// Copied out of a record it may have lost its last line break, or got those of Windows.
	const note = `${text.replaceAll('\r\n', '\n').replace(/\n+$/, '')}\n`.replace(/^\s+/, '');
	const given = parseCheckpoint(note);
	if (given !== null) return given;
	throw new BundleError(
		'The checkpoint is not understood. Give the whole note, from its first line to the one that begins with a dash.',
	);
}

/**
 * Looks whether a log still holds what it held when that checkpoint was signed.
 *
 * @param place `root` is the hash of the entry with that number; null where it is not in the bundle
 * @returns one sentence
 * @throws GivenError
 */
export function compareCheckpoint(
	{ checkpoint, signed }: GivenCheckpoint,
	place: {
		readonly head: BundleHead;
		readonly checkpoints: CheckpointList;
		readonly root: string | null;
	},
): string {
	const { origin, size, root, at } = checkpoint;
	const { head, checkpoints } = place;
	if (origin !== head.origin) throw new GivenError(`It is of another log: ${origin}.`);
	if (!checkpoints.keys.some((key) => hasSigned(signed, key))) {
		throw new GivenError('None of the keys of this log has signed it: one of the two is forged.');
	}
	if (size > head.to) {
		throw new GivenError(
			`The log had ${size} entries on ${at}, and the bundle ends with entry ${head.to}: entries ${head.to + 1} to ${size} were cut off.`,
		);
	}
	const known = place.root ?? rootAt(checkpoints, size);
	if (known === null)
		throw new GivenError(`Entry ${size} is not in the bundle: it can't be compared.`);
	if (known === root) return `The log still holds the ${size} entries that were signed on ${at}.`;
	throw new GivenError(`Up to entry ${size} the log was not what it is now: it was rewritten.`);
}

function rootAt({ sizes, roots }: CheckpointList, size: number): string | null {
	const index = sizes.indexOf(size);
	return index < 0 ? null : (roots[index] ?? null);
}
