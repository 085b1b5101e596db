import {
	createCipheriv,
	createDecipheriv,
	createHmac,
	randomBytes,
	type KeyObject,
} from 'node:crypto';
import type { ConnectionKey } from './connection-key';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** 32 bytes for AES-256-GCM. One that was imported once is quicker where much is sealed with it. */
interface SealingKey {
	readonly sealing: Buffer | KeyObject;
}

/** What a sealed text belongs to. Opened in any other place it is refused. */
export type SealedPlace = readonly string[];

/**
 * Encrypts a text with AES-256-GCM under a fresh nonce, bound to its place.
 *
 * @returns nonce, ciphertext and tag as base64
 */
export function seal(key: SealingKey, text: string, place: SealedPlace): string {
	const nonce = randomBytes(NONCE_BYTES);
	const cipher = createCipheriv('aes-256-gcm', key.sealing, nonce, { authTagLength: TAG_BYTES });
	cipher.setAAD(bytesOf(place));
	const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
	return Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64');
}

/** What was sealed, or null when it was changed, moved to another place, or sealed with another key. */
export function unseal(key: SealingKey, sealed: string, place: SealedPlace): string | null {
	const bytes = Buffer.from(sealed, 'base64');
	if (bytes.length < NONCE_BYTES + TAG_BYTES) return null;
	const nonce = bytes.subarray(0, NONCE_BYTES);
	const decipher = createDecipheriv('aes-256-gcm', key.sealing, nonce, {
		authTagLength: TAG_BYTES,
	});
	decipher.setAAD(bytesOf(place));
	decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
	try {
		const body = bytes.subarray(NONCE_BYTES, -TAG_BYTES);
		return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
	} catch {
		return null;
	}
}

/** A hash that only the holder of the key can make: equal for equal texts, and says nothing else about them. */
export function keyedHash(key: Pick<ConnectionKey, 'naming'>, text: string): string {
	return createHmac('sha256', key.naming).update(text).digest('hex');
}

/** JSON, so that no two lists of parts read the same. */
const bytesOf = (place: SealedPlace): Buffer => Buffer.from(JSON.stringify(place), 'utf8');
