import { hash } from 'node:crypto';
import type { Facts } from '../audit/acts';
import { BODY, HASH, HASH_LENGTH, linkOf, PREV, type ChainedEntry } from '../audit/chain';

/**
 * An entry as it stands in a bundle. A log may have millions, so nothing is read of one before somebody asks for it, and
 * what is hashed is never copied.
 */
export interface EntryLine extends ChainedEntry {
	/** Whether its hash is the one that its text, its body and its predecessor give. */
	readonly isSound: boolean;
}

const [PREV_BYTES, FACTS_BYTES] = [Buffer.from(PREV), Buffer.from(',"facts":')];
const [NO_HASH, A_HASH] = [',"bodyHash":null', ',"bodyHash":"'];
const NEW_LINE = 0x0a;

/** An entry is not written as we write it. */
export class LineFormatError extends Error {
	override readonly name = 'LineFormatError';
}

/**
 * Reads a line. Its text is hashed as it stands, so nothing in it could be written otherwise.
 *
 * @param pack lines, and before the first of them a line break
 * @param from where the line begins
 * @param to where its line break is
 * @returns null for no line of ours
 */
export function readEntryLine(pack: Buffer, from: number, to: number): EntryLine | null {
	// The last one: what follows are two hashes and base64.
	const at = pack.lastIndexOf(PREV_BYTES, to);
	const [prevAt, hashAt] = [at + PREV.length, at + PREV.length + HASH_LENGTH + HASH.length];
	const bodyAt = hashAt + HASH_LENGTH + BODY.length;
	if (at <= from || bodyAt >= to) return null;
	const tail = pack.toString('latin1', prevAt, bodyAt);
	const isOurs =
		tail.startsWith(HASH, HASH_LENGTH) &&
		tail.endsWith(BODY) &&
		pack.toString('latin1', to - 1, to) === '}';
	if (!isOurs) return null;
	const head = headOf(pack, from, at);
	const body = bodyIn(pack, bodyAt, to - 1);
	if (head === null || body === undefined) return null;
	const prev = tail.slice(0, HASH_LENGTH);
	const own = tail.slice(HASH_LENGTH + HASH.length, -BODY.length);
	const isSound = own === linkOf(prev, leafAt(pack, from, at)) && head.bodyHash === hashOf(body);
	return new Line(head, { prev, hash: own, body, isSound });
}

/** The byte before the line is the break of the one before it; for a moment it is the 0x00 that a leaf begins with. */
function leafAt(pack: Buffer, from: number, to: number): string {
	pack[from - 1] = 0;
	const leaf = hash('sha256', pack.subarray(from - 1, to), 'base64');
	pack[from - 1] = NEW_LINE;
	return leaf;
}

interface Head {
	readonly fields: Pick<ChainedEntry, 'seq' | 'ts' | 'type' | 'actor' | 'subject' | 'run'>;
	/** JSON text. */
	readonly facts: () => string;
	readonly bodyHash: string | null;
}

function headOf(pack: Buffer, from: number, to: number): Head | null {
	// No text in JSON has a quotation mark that is not escaped, so the first one is the name of the field.
	const factsAt = pack.indexOf(FACTS_BYTES, from);
	if (factsAt < 0 || factsAt >= to) return null;
	const end = pack.toString('latin1', Math.max(factsAt, to - A_HASH.length - HASH_LENGTH - 1), to);
	const isNone = end.endsWith(NO_HASH);
	if (!isNone && !(end.startsWith(A_HASH) && end.endsWith('"'))) return null;
	const factsEnd = isNone ? to - NO_HASH.length : to - end.length;
	try {
		return {
			fields: JSON.parse(`${pack.toString('utf8', from, factsAt)}}`) as Head['fields'],
			facts: () => pack.toString('utf8', factsAt + FACTS_BYTES.length, factsEnd),
			bodyHash: isNone ? null : end.slice(A_HASH.length, -1),
		};
	} catch {
		return null;
	}
}

/** Null for none, undefined for what is no body. */
function bodyIn(pack: Buffer, from: number, to: number): Buffer | null | undefined {
	if (to - from === 4 && pack.toString('latin1', from, to) === 'null') return null;
	const [first, last] = [pack[from], pack[to - 1]];
	const quote = 0x22;
	return first === quote && last === quote && to - from > 2
		? pack.subarray(from + 1, to - 1)
		: undefined;
}

const hashOf = (body: Buffer | null): string | null =>
	body === null ? null : hash('sha256', body, 'base64');

class Line implements EntryLine {
	readonly seq: number;
	readonly ts: string;
	readonly type: string;
	readonly actor: string;
	readonly subject: string | null;
	readonly run: string | null;
	readonly prev: string;
	readonly hash: string;
	readonly isSound: boolean;
	readonly #facts: () => string;
	#parsed: Facts | null = null;
	readonly #body: Buffer | null;

	constructor(
		{ fields, facts }: Head,
		rest: Pick<EntryLine, 'prev' | 'hash' | 'isSound'> & { readonly body: Buffer | null },
	) {
		this.seq = fields.seq;
		this.ts = fields.ts;
		this.type = fields.type;
		this.actor = fields.actor;
		this.subject = fields.subject;
		this.run = fields.run;
		this.prev = rest.prev;
		this.hash = rest.hash;
		this.isSound = rest.isSound;
		this.#facts = facts;
		this.#body = rest.body;
	}

	/** @throws LineFormatError */
	get facts(): Facts {
		try {
			return (this.#parsed ??= JSON.parse(this.#facts()) as Facts);
		} catch {
			throw new LineFormatError(`Entry ${this.seq} is not as it is written.`);
		}
	}

	get body(): string | null {
		return this.#body === null ? null : this.#body.toString('latin1');
	}
}
