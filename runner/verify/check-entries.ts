import { genesis, type ChainedEntry } from '../audit/chain';
import type { BundleHead } from '../audit/bundle-format';
import type { CheckpointList } from './check-checkpoints';
import { readEntryLine } from './entry-line';

/** An entry that is not right: the first one, by its number. */
export class EntryError extends Error {
	override readonly name = 'EntryError';

	constructor(
		readonly seq: number,
		message: string,
	) {
		super(message);
	}
}

/** Follows the chain, entry by entry, and compares it with the checkpoints it passes. */
export class EntryCheck {
	readonly #head: BundleHead;
	readonly #checkpoints: CheckpointList;
	/** Of another checkpoint, whose root is asked for. */
	readonly #wanted: number | null;
	#seq: number;
	#prev: string | null;
	/** Index of the checkpoint that comes next. */
	#next: number;
	/** How many entries the last checkpoint covers that was passed. */
	#covered = 0;
	/** Hash of the entry that was asked for. */
	found: string | null = null;

	constructor(head: BundleHead, checkpoints: CheckpointList, wanted: number | null = null) {
		this.#head = head;
		this.#checkpoints = checkpoints;
		this.#wanted = wanted;
		this.#seq = head.from;
		this.#prev = head.from === 1 ? genesis(head.origin) : null;
		const first = checkpoints.sizes.findIndex((size) => size >= head.from);
		this.#next = first < 0 ? checkpoints.count : first;
	}

	/** The next line, see `readEntryLine`, and whether its hash is right. @throws EntryError */
	see(pack: Buffer, [from, to]: readonly [number, number], isSound: boolean): ChainedEntry {
		const seq = this.#seq;
		const entry = readEntryLine(pack, from, to);
		if (entry === null) throw new EntryError(seq, `Entry ${seq} is not as it is written.`);
		if (entry.seq !== seq) {
			throw new EntryError(seq, `Where entry ${seq} belongs, entry ${entry.seq} stands.`);
		}
		if (this.#prev !== null && entry.prev !== this.#prev) {
			throw new EntryError(seq, `Entry ${seq} does not follow the one before it.`);
		}
		if (!isSound) {
			throw new EntryError(seq, `Entry ${seq} was changed: its hash is another.`);
		}
		this.#compare(entry);
		this.#prev = entry.hash;
		this.#seq += 1;
		return entry;
	}

	/** @throws EntryError where the log ends too early, too late, or where no signature covers its end */
	end(): void {
		const { to } = this.#head;
		const last = this.#seq - 1;
		if (last < to) {
			throw new EntryError(last + 1, `It should end with entry ${to} and ends with ${last}.`);
		}
		if (this.#next < this.#checkpoints.count) {
			const size = this.#checkpoints.sizes.at(-1) ?? 0;
			throw new EntryError(
				last + 1,
				`A checkpoint was signed at ${size} entries, and it ends with entry ${last}.`,
			);
		}
		if (this.#covered === last) return;
		throw new EntryError(
			this.#covered + 1,
			`From entry ${this.#covered + 1} on no checkpoint covers what it says.`,
		);
	}

	#compare({ seq, hash, prev }: ChainedEntry): void {
		if (seq === this.#head.from && this.#wanted === seq - 1) this.found = prev;
		if (seq === this.#wanted) this.found = hash;
		if (seq > this.#head.to) {
			throw new EntryError(
				seq,
				`Entry ${seq} is one too many: it should end with ${this.#head.to}.`,
			);
		}
		const { sizes, roots } = this.#checkpoints;
		if (sizes[this.#next] !== seq) return;
		if (roots[this.#next] !== hash) {
			throw new EntryError(
				seq,
				`Up to entry ${seq} something was changed: the signed checkpoint there has another root.`,
			);
		}
		this.#covered = seq;
		this.#next += 1;
	}
}
