import type { Facts } from '../audit/acts';
import type { ChainedEntry } from '../audit/chain';
import { placesIn, type LinePlaces } from './hashes/line-places';

const FACTS_BYTES = Buffer.from(',"facts":');

/** An entry is not written as we write it. */
export class LineFormatError extends Error {
	override readonly name = 'LineFormatError';
}

/**
 * Reads an entry as it stands in a bundle. A log may have millions, so nothing is read of one before somebody asks for
 * it. Its text is hashed as it stands, so nothing in it could be written otherwise; `soundLines` looks at that.
 *
 * @param pack lines, and before the first of them a line break
 * @param from where the line begins
 * @param to where its line break is
 * @returns null for no line of ours
 */
export function readEntryLine(pack: Buffer, from: number, to: number): ChainedEntry | null {
	const places = placesIn(pack, from, to);
	if (places === null) return null;
	const head = headOf(pack, places);
	return head === null ? null : new Line(head, places);
}

interface Head {
	readonly fields: Pick<ChainedEntry, 'seq' | 'ts' | 'type' | 'actor' | 'subject' | 'run'>;
	/** JSON text. */
	readonly facts: () => string;
}

function headOf(pack: Buffer, { from, factsEnd }: LinePlaces): Head | null {
	// No text in JSON has a quotation mark that is not escaped, so the first one is the name of the field.
	const factsAt = pack.indexOf(FACTS_BYTES, from);
	if (factsAt < 0 || factsAt >= factsEnd) return null;
	try {
		return {
			fields: JSON.parse(`${pack.toString('utf8', from, factsAt)}}`) as Head['fields'],
			facts: () => pack.toString('utf8', factsAt + FACTS_BYTES.length, factsEnd),
		};
	} catch {
		return null;
	}
}

class Line implements ChainedEntry {
	readonly seq: number;
	readonly ts: string;
	readonly type: string;
	readonly actor: string;
	readonly subject: string | null;
	readonly run: string | null;
	readonly prev: string;
	readonly hash: string;
	readonly #facts: () => string;
	#parsed: Facts | null = null;
	readonly #body: Buffer | null;

	constructor({ fields, facts }: Head, rest: Pick<LinePlaces, 'prev' | 'hash' | 'body'>) {
		this.seq = fields.seq;
		this.ts = fields.ts;
		this.type = fields.type;
		this.actor = fields.actor;
		this.subject = fields.subject;
		this.run = fields.run;
		this.prev = rest.prev;
		this.hash = rest.hash;
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
