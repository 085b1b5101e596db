import { createHash, hkdfSync } from 'node:crypto';
import { KeyError, keyFileIn, readKeyFile } from './key-file';
import { seal, unseal, type SealedPlace } from './seal';

/** Seals texts that are kept in a database: AES-256-GCM under a key that never is in it. */
export interface TextSeal {
	/** Says which key it is, without telling anything about it: hex. Kept beside what is sealed. */
	readonly keyId: string;
	/** Where the key lies, for messages. */
	readonly keyFile: string;
	/** Encrypts a text, bound to its place: table, row, column. */
	seal(text: string, place: SealedPlace): string;
	/** The text, or null when it was changed, moved to another place, or sealed with another key. */
	unseal(sealed: string, place: SealedPlace): string | null;
}

/** Where the key of a kind of texts lies: in the data folder, or in the file that OFFBOARDIQ_KEY_FILE names. */
export interface TextSealPlace {
	readonly dataFolder: string;
	/** What is sealed: names the file, and keeps the keys of one file apart. */
	readonly kind: string;
	/** True where nothing is sealed yet, so that a new key locks nobody out. */
	readonly mayMake: boolean;
	readonly environment?: NodeJS.ProcessEnv;
}

/**
 * Opens the key that one kind of texts is sealed with.
 *
 * @throws KeyError in one line when it is missing and none may be made, when it is none, or readable for others
 */
export async function openTextSeal(where: TextSealPlace): Promise<TextSeal> {
	const { dataFolder, kind, mayMake, environment } = where;
	const keyFile = keyFileIn(dataFolder, `${kind}.key`, environment);
	const bytes = await readKeyFile(keyFile, mayMake);
	if (bytes === null) {
		throw new KeyError(`The key ${keyFile} is missing. Put it back from a backup.`);
	}
	const derived = (purpose: string) =>
		Buffer.from(hkdfSync('sha256', bytes, '', `offboardiq ${kind} ${purpose}`, 32));
	const key = { sealing: derived('sealing') };
	return {
		keyId: createHash('sha256').update(derived('key id')).digest('hex').slice(0, 16),
		keyFile,
		seal: (text, place) => seal(key, text, place),
		unseal: (sealed, place) => unseal(key, sealed, place),
	};
}
