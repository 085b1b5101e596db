import { createHash, hkdfSync } from 'node:crypto';
import { join } from 'node:path';
import { KeyError, readKeyFile } from './key-file';

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

/** Where the key of a data folder lies. */
export const keyFileOf = (dataFolder: string): string =>
	join(dataFolder, 'keys', 'connections.key');

/**
 * Reads the key of a data folder. Two processes that make it at the same moment end up with the same one.
 *
 * @param mayMake true where nothing is sealed yet, so that a new key locks nobody out
 * @throws KeyError
 */
export async function connectionKey(dataFolder: string, mayMake: boolean): Promise<ConnectionKey> {
	const file = keyFileOf(dataFolder);
	const bytes = await readKeyFile(file, mayMake);
	if (bytes === null) {
		throw new KeyError(
			`The key ${file} is missing, and connections are sealed with it. Put it back from a backup; without it every connection has to be given again.`,
		);
	}
	const derived = (purpose: string) =>
		Buffer.from(hkdfSync('sha256', bytes, '', `offboardiq connections ${purpose}`, 32));
	const id = createHash('sha256').update(derived('key id')).digest('hex').slice(0, 16);
	return { id, sealing: derived('sealing'), naming: derived('naming'), file };
}
