import { createHash, hkdfSync } from 'node:crypto';
import { KeyError, keyFileIn, readKeyFile } from './key-file';

export { KeyError } from './key-file';

/** What connections are sealed with. Never in the database. */
export interface ConnectionKey {
	/** Says which key it is, without telling anything about it: hex. */
	readonly id: string;
	/** 32 bytes for AES-256-GCM. */
	readonly sealing: Buffer;
	/** 32 bytes for hashes that tell client ids apart. */
	readonly naming: Buffer;
	/** Where it lies, for messages. */
	readonly file: string;
}

/** Where the key lies: in the data folder, or in the file that OFFBOARDIQ_KEY_FILE names for all machines. */
export function keyFileOf(
	dataFolder: string,
	environment: NodeJS.ProcessEnv = process.env,
): string {
	return keyFileIn(dataFolder, 'connections.key', environment);
}

/**
 * Reads a key. Two processes that make it at the same moment end up with the same one.
 *
 * @param file see `keyFileOf`
 * @param mayMake true where nothing is sealed yet, so that a new key locks nobody out
 * @throws KeyError
 */
export async function connectionKey(file: string, mayMake: boolean): Promise<ConnectionKey> {
	const bytes = await readKeyFile(file, mayMake);
	if (bytes === null) {
		throw new KeyError(
			`The key ${file} is missing, and connections are sealed with it. Copy it from the machine where they were given, or put it back from a backup; without it every connection has to be given again.`,
		);
	}
	const derived = (purpose: string) =>
		Buffer.from(hkdfSync('sha256', bytes, '', `offboardiq connections ${purpose}`, 32));
	const id = createHash('sha256').update(derived('key id')).digest('hex').slice(0, 16);
	return { id, sealing: derived('sealing'), naming: derived('naming'), file };
}
