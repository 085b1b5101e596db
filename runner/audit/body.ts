import type { KeyObject } from 'node:crypto';
import { seal, unseal } from '../connections/seal';

/** Whose data it is and what it says: a body opens in no other place. */
interface BodyPlace {
	readonly id: string;
	readonly type: string;
}

/** What is said of a person, encrypted with the key of the run or schedule. */
export function encryptBody(key: Buffer | KeyObject, place: BodyPlace, personal: unknown): string {
	return seal({ sealing: key }, JSON.stringify(personal), aadOf(place));
}

/** The text of a body; null when it was not encrypted with this key. */
export function decryptBody(key: Buffer, place: BodyPlace, body: string): string | null {
	return unseal({ sealing: key }, body, aadOf(place));
}

const aadOf = ({ id, type }: BodyPlace): readonly string[] => ['audit/1', id, type];
