import { hash } from 'node:crypto';
import type { Facts } from './acts';

/** One entry of the log as it is chained. The order of its fields is part of the format. */
export interface ChainedEntry {
	/** 1 for the first of its log, and no number left out. */
	readonly seq: number;
	/** ISO 8601 UTC, by the clock of the database. */
	readonly ts: string;
	readonly type: string;
	readonly actor: string;
	/** Whose personal data the body holds: a random id that says nothing by itself; null for none. */
	readonly subject: string | null;
	/** The run, schedule or list it is about. */
	readonly run: string | null;
	readonly facts: Facts;
	/** Ciphertext, base64; null for none. */
	readonly body: string | null;
	/** Hash of the entry before, or what the origin gives for the first. Base64 of 32 bytes, like `hash`. */
	readonly prev: string;
	readonly hash: string;
}

/** An entry before it has its place in the chain. */
export type Unchained = Omit<ChainedEntry, 'prev' | 'hash'>;

/** What the first entry of a log follows: no two logs begin alike, so no entry of one fits into another. */
export function genesis(origin: string): string {
	return hash('sha256', `offboardiq audit log 1\n${origin}\n`, 'base64');
}

/** How much of a line is hashed as it stands, and where the rest of it is. */
export const PREV = ',"prev":"';
export const HASH = '","hash":"';
export const BODY = '","body":';
/** SHA-256 in base64. */
export const HASH_LENGTH = 44;

/**
 * The hash of an entry: `SHA256(0x01 prev leaf)` with `leaf = SHA256(0x00 text)`. The body goes in as its own hash, so
 * that the chain can be followed where bodies were left out; what cannot be read any more still counts.
 */
export function chain(prev: string, entry: Unchained): string {
	return link(prev, textOf(entry));
}

function link(prev: string, text: string): string {
	return linkOf(prev, hash('sha256', `\u0000${text}`, 'base64'));
}

/** The hash of an entry, from that of its text. */
export function linkOf(prev: string, leaf: string): string {
	return hash('sha256', `\u0001${prev}${leaf}`, 'base64');
}

/** What is hashed: the beginning of its line in a bundle. */
function textOf({ seq, ts, type, actor, subject, run, facts, body }: Unchained): string {
	const bodyHash = hashOfBody(body);
	const text = JSON.stringify({ seq, ts, type, actor, subject, run, facts, bodyHash });
	return text.slice(0, -1);
}

/** SHA-256 of the ciphertext as it is kept. */
function hashOfBody(body: string | null): string | null {
	return body === null ? null : hash('sha256', body, 'base64');
}

/** An entry as its one line in a bundle: the only way to write it. */
export function lineOf(entry: ChainedEntry): string {
	return `${textOf(entry)}${PREV}${entry.prev}${HASH}${entry.hash}${BODY}${JSON.stringify(entry.body)}}`;
}
