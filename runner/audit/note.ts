import { createPublicKey, hash, sign, verify, type KeyObject } from 'node:crypto';

/**
 * Signed notes as the transparency logs have them (C2SP signed-note): text, an empty line, one line for each signature.
 *
 * @see https://c2sp.org/signed-note
 */
export interface SignedNote {
	/** With the line break at its end. */
	readonly text: string;
	readonly signatures: readonly NoteSignature[];
}

export interface NoteSignature {
	readonly name: string;
	/** The first four bytes that name the key, hex. */
	readonly keyId: string;
	readonly signature: Buffer;
}

/** A key that signs notes, as others may know it. */
export interface NoteKey {
	readonly name: string;
	/** Hex of the four bytes that stand before its signatures. */
	readonly id: string;
	readonly publicKey: KeyObject;
}

const ED25519 = 0x01;
/** What stands before the 32 bytes of a public Ed25519 key in SPKI. */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** `NAME+ID+KEY`, as signed-note writes public keys. */
export function keyText({ name, id, publicKey }: NoteKey): string {
	const typed = Buffer.concat([Buffer.of(ED25519), rawKey(publicKey)]);
	return `${name}+${id}+${typed.toString('base64')}`;
}

/** The key of such a text; null where it is none, or its id is not its own. */
export function parseKey(text: string): NoteKey | null {
	const [, name = '', id = '', encoded = ''] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text) ?? [];
	const typed = Buffer.from(encoded, 'base64');
	if (typed.length !== 33 || typed[0] !== ED25519) return null;
	if (typed.toString('base64') !== encoded) return null;
	const key = noteKey(
		name,
		createPublicKey({
			key: Buffer.concat([SPKI, typed.subarray(1)]),
			format: 'der',
			type: 'spki',
		}),
	);
	return key.id === id ? key : null;
}

/** @param publicKey Ed25519 */
export function noteKey(name: string, publicKey: KeyObject): NoteKey {
	const typed = Buffer.concat([
		Buffer.from(`${name}\n`, 'utf8'),
		Buffer.of(ED25519),
		rawKey(publicKey),
	]);
	return { name, id: hash('sha256', typed, 'hex').slice(0, 8), publicKey };
}

function rawKey(publicKey: KeyObject): Buffer {
	return publicKey.export({ format: 'der', type: 'spki' }).subarray(SPKI.length);
}

/** @param signers the private keys, in the order of their signatures */
export function signNote(
	text: string,
	signers: readonly { readonly key: NoteKey; readonly privateKey: KeyObject }[],
): string {
	const lines = signers.map(({ key, privateKey }) => {
		const signature = sign(null, Buffer.from(text, 'utf8'), privateKey);
		const named = Buffer.concat([Buffer.from(key.id, 'hex'), signature]);
		return `\u2014 ${key.name} ${named.toString('base64')}\n`;
	});
	return `${text}\n${lines.join('')}`;
}

/** Null for what is no signed note, or one that could be written in another way too. */
export function parseNote(note: string): SignedNote | null {
	const end = note.lastIndexOf('\n\n');
	if (end < 0 || !note.endsWith('\n') || note.includes('\r')) return null;
	const lines = note.slice(end + 2, -1).split('\n');
	const signatures: NoteSignature[] = [];
	for (const line of lines) {
		const [, name = '', encoded = ''] = /^\u2014 ([^\s+]+) (\S+)$/.exec(line) ?? [];
		const bytes = Buffer.from(encoded, 'base64');
		if (bytes.length !== 68 || bytes.toString('base64') !== encoded) return null;
		signatures.push({
			name,
			keyId: bytes.subarray(0, 4).toString('hex'),
			signature: bytes.subarray(4),
		});
	}
	return { text: note.slice(0, end + 1), signatures };
}

/** Whether a key has signed a note. */
export function hasSigned(note: SignedNote, key: NoteKey): boolean {
	return note.signatures.some(
		({ name, keyId, signature }) =>
			name === key.name &&
			keyId === key.id &&
			verify(null, Buffer.from(note.text, 'utf8'), key.publicKey, signature),
	);
}
