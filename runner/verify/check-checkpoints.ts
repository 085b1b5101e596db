import { installationName } from '../audit/keys-name';
import { noteHash, parseCheckpoint, type Checkpoint } from '../audit/checkpoint';
import { hasSigned, keyText, parseKey, type NoteKey, type SignedNote } from '../audit/note';
import { linesOf } from './lines';

/** What the checkpoints of a bundle say of its chain. */
export interface CheckpointList {
	/** In the order of their sizes. */
	readonly sizes: readonly number[];
	readonly roots: readonly string[];
	/** Every key that signed, oldest first. */
	readonly keys: readonly NoteKey[];
	/** How many notes there are. */
	readonly count: number;
	/** Where a key took over from one that was lost. */
	readonly lost: readonly LostKey[];
}

/** A key that the one before has not vouched for. */
export interface LostKey {
	/** How many entries the log had then. */
	readonly size: number;
	/** How many the lost one has signed. */
	readonly signedUpTo: number;
	/** Which of the keys took over. */
	readonly index: number;
}

/** A checkpoint that is not right. One sentence for people. */
export class CheckpointError extends Error {
	override readonly name = 'CheckpointError';
}

/**
 * Reads the checkpoints of a bundle. Each one names the one before by its hash, signature included, so the signature of
 * the last covers all of them; what is looked at besides are those where one key hands over to the next.
 *
 * @param firstKey the key the log began with, as the bundle gives it; the origin is made from it
 * @throws CheckpointError, LineError
 */
export async function readCheckpoints(
	file: string,
	{ origin, firstKey }: { readonly origin: string; readonly firstKey: string },
): Promise<CheckpointList> {
	const chain = new CheckpointChain(origin, firstKey);
	for await (const lines of linesOf(file)) for (const line of lines) chain.add(line);
	return chain.end();
}

class CheckpointChain {
	readonly #origin: string;
	readonly #keys: NoteKey[];
	readonly #sizes: number[] = [];
	readonly #roots: string[] = [];
	readonly #lost: LostKey[] = [];
	#last: { readonly note: string; readonly signed: SignedNote; readonly by: NoteKey } | null = null;

	constructor(origin: string, firstKey: string) {
		const key = parseKey(firstKey);
		const name = key === null ? null : installationName(key.publicKey);
		if (key === null || name !== key.name || !origin.startsWith(`${name}/`)) {
			throw new CheckpointError(
				'The first key is not the one that the name of the log is made from.',
			);
		}
		this.#origin = origin;
		this.#keys = [key];
	}

	add(line: string): void {
		const note = noteOf(line);
		const parsed = note === null ? null : parseCheckpoint(note);
		const number = this.#sizes.length + 1;
		if (note === null || parsed === null) {
			throw new CheckpointError(`Checkpoint ${number} is not as it is written.`);
		}
		const { checkpoint, signed } = parsed;
		this.#refuseOutOfOrder(checkpoint, number);
		const by = this.#keys.at(-1);
		if (!by) throw new Error('A log has a first key.');
		if (checkpoint.next !== null) this.#takeOver(signed, checkpoint.next, checkpoint.size);
		this.#sizes.push(checkpoint.size);
		this.#roots.push(checkpoint.root);
		// A roll-over is signed by both, what follows a lost key by the new one.
		const signer = signed.signatures.length === 1 ? (this.#keys.at(-1) ?? by) : by;
		this.#last = { note, signed, by: signer };
	}

	/** Both have signed; or the new one alone, and the last one of the old still holds for what is before. */
	#takeOver(signed: SignedNote, next: NoteKey, size: number): void {
		const [number, by] = [this.#sizes.length + 1, this.#keys.at(-1)];
		if (!by) throw new Error('A log has a first key.');
		requireSignature(signed, next, number);
		if (signed.signatures.length === 1) {
			if (this.#last !== null) requireSignature(this.#last.signed, this.#last.by, number - 1);
			const signedUpTo = this.#sizes.at(-1) ?? 0;
			this.#lost.push({ size, signedUpTo, index: this.#keys.length });
		} else {
			requireSignature(signed, by, number);
		}
		this.#keys.push(next);
	}

	end(): CheckpointList {
		const count = this.#sizes.length;
		if (this.#last === null) throw new CheckpointError('There is no checkpoint in it.');
		requireSignature(this.#last.signed, this.#last.by, count);
		return { sizes: this.#sizes, roots: this.#roots, keys: this.#keys, count, lost: this.#lost };
	}

	#refuseOutOfOrder({ origin, size, previous }: Checkpoint, number: number): void {
		if (origin !== this.#origin) {
			throw new CheckpointError(`Checkpoint ${number} is of another log: ${origin}.`);
		}
		const expected = this.#last === null ? null : noteHash(this.#last.note);
		if (previous !== expected || size <= (this.#sizes.at(-1) ?? 0)) {
			throw new CheckpointError(
				`Checkpoint ${number} (${size} entries) does not follow the one before it.`,
			);
		}
	}
}

function requireSignature(signed: SignedNote, key: NoteKey, number: number): void {
	if (hasSigned(signed, key)) return;
	throw new CheckpointError(`Checkpoint ${number} is not signed by ${keyText(key)}.`);
}

/** A note in its line, or null for what is not written just so. */
function noteOf(line: string): string | null {
	try {
		const note: unknown = JSON.parse(line);
		return typeof note === 'string' && JSON.stringify(note) === line ? note : null;
	} catch {
		return null;
	}
}
