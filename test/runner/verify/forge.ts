import { generateKeyPairSync } from 'node:crypto';
import { BUNDLE_FORMAT, headText, type BundleHead } from '../../../runner/audit/bundle-format';
import { chain, genesis, lineOf, type ChainedEntry } from '../../../runner/audit/chain';
import { checkpointText, noteHash, parseCheckpoint } from '../../../runner/audit/checkpoint';
import { installationName } from '../../../runner/audit/keys-name';
import { keyText, noteKey, signNote } from '../../../runner/audit/note';
import type { Files } from './files';

/** Numbers that look random and are the same every time. */
export function randomFrom(seed: number): (below: number) => number {
	let state = seed >>> 0;
	return (below) => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
	};
}

const entriesOf = (files: Files): ChainedEntry[] =>
	files.lines('entries.jsonl').map((line) => JSON.parse(line) as ChainedEntry);

/** Chains entries anew, as whoever has the database could. */
function rechained(entries: readonly ChainedEntry[], first: string): ChainedEntry[] {
	let prev = first;
	return entries.map((entry) => {
		const next = { ...entry, prev, hash: chain(prev, entry) };
		prev = next.hash;
		return next;
	});
}

/** Changes who did something, and chains everything after it anew. */
export function rechain(files: Files, at: number): void {
	const entries = entriesOf(files).map((entry, index) =>
		index === at ? { ...entry, actor: 'mallory' } : entry,
	);
	const { origin } = JSON.parse(files.text('bundle.json')) as BundleHead;
	files.setLines('entries.jsonl', rechained(entries, genesis(origin)).map(lineOf));
}

/**
 * Chains everything anew and signs every checkpoint with a key of one's own: the best that can be done without ours.
 *
 * @param rename true: under the name that belongs to that key; false: under ours
 */
export function signAnew(files: Files, at: number, rename: boolean): void {
	const head = JSON.parse(files.text('bundle.json')) as BundleHead;
	const { publicKey, privateKey } = generateKeyPairSync('ed25519');
	const name = rename ? installationName(publicKey) : head.origin.replace(/\/[^/]+$/, '');
	const key = noteKey(name, publicKey);
	const origin = `${name}/local`;
	const entries = entriesOf(files).map((entry, index) =>
		index === at ? { ...entry, actor: 'mallory' } : entry,
	);
	const forged = rechained(entries, genesis(origin));
	let previous: string | null = null;
	const notes = files.lines('checkpoints.jsonl').map((line) => {
		const { checkpoint } = parseCheckpoint(JSON.parse(line) as string) ?? {};
		if (!checkpoint) throw new Error('The bundle was not whole before');
		const { size, at: when } = checkpoint;
		const root = forged[size - 1]?.hash ?? '';
		const text = checkpointText({ origin, size, root, previous, at: when, next: null });
		const note = signNote(text, [{ key, privateKey }]);
		previous = noteHash(note);
		return JSON.stringify(note);
	});
	files.setLines('entries.jsonl', forged.map(lineOf));
	files.setLines('checkpoints.jsonl', notes);
	const { from, to } = head;
	files.set(
		'bundle.json',
		headText({ format: BUNDLE_FORMAT, origin, from, to, keys: [keyText(key)] }),
	);
}

/** Cuts the log at one of its checkpoints, so that what is left is whole by itself. */
export function cutTail(files: Files, at: number): void {
	const notes = files.lines('checkpoints.jsonl').slice(0, at + 1);
	const { checkpoint } = parseCheckpoint(JSON.parse(notes.at(-1) ?? '""') as string) ?? {};
	const to = checkpoint?.size ?? 0;
	files.setLines('checkpoints.jsonl', notes);
	files.setLines('entries.jsonl', files.lines('entries.jsonl').slice(0, to));
	const head = JSON.parse(files.text('bundle.json')) as BundleHead;
	files.set('bundle.json', headText({ ...head, to }));
}
