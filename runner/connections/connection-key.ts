import { createHash, hkdfSync } from 'node:crypto';
import { KeyError, keyFileIn, readKeyRing } from './key-file';

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

/** The keys of a place: what is kept now is sealed with the first, and each opens what it sealed. */
export interface ConnectionKeys {
	readonly current: ConnectionKey;
	readonly all: readonly ConnectionKey[];
}

/**
 * Reads the keys. Two processes that make the first one at the same moment end up with the same.
 *
 * @param file see `keyFileOf`
 * @param mayMake true where nothing is sealed yet, so that a new key locks nobody out
 * @throws KeyError
 */
export async function connectionKeys(file: string, mayMake: boolean): Promise<ConnectionKeys> {
	const ring = await readKeyRing(file, mayMake);
	const all = (ring ?? []).map((bytes) => keyOf(bytes, file));
	const [current] = all;
	if (current) return { current, all };
	throw new KeyError(
		`The key ${file} is missing, and connections are sealed with it. Copy it from the machine where they were given, or put it back from a backup; without it every connection has to be given again.`,
	);
}

/** The one key of what is not rotated: the oldest. @throws KeyError */
export async function connectionKey(file: string, mayMake: boolean): Promise<ConnectionKey> {
	const { all, current } = await connectionKeys(file, mayMake);
	return all.at(-1) ?? current;
}

function keyOf(bytes: Buffer, file: string): ConnectionKey {
	const derived = (purpose: string) =>
		Buffer.from(hkdfSync('sha256', bytes, '', `offboardiq connections ${purpose}`, 32));
	const id = createHash('sha256').update(derived('key id')).digest('hex').slice(0, 16);
	return { id, sealing: derived('sealing'), naming: derived('naming'), file };
}
