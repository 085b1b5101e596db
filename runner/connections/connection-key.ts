import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** The key of a data folder is missing, wrong or readable for others. One line that says what to do. */
export class KeyError extends Error {
	override readonly name = 'KeyError';
}

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

const PREFIX = 'offboardiq-key-1 ';

/** Where the key lies: in the data folder, or in the file that OFFBOARDIQ_KEY_FILE names for all machines. */
export function keyFileOf(
	dataFolder: string,
	environment: NodeJS.ProcessEnv = process.env,
): string {
	const named = environment.OFFBOARDIQ_KEY_FILE?.trim() ?? '';
	return named === '' ? join(dataFolder, 'keys', 'connections.key') : resolve(named);
}

/**
 * Reads a key. Two processes that make it at the same moment end up with the same one.
 *
 * @param file see `keyFileOf`
 * @param mayMake true where nothing is sealed yet, so that a new key locks nobody out
 * @throws KeyError
 */
export async function connectionKey(file: string, mayMake: boolean): Promise<ConnectionKey> {
	const text = (await textOf(file)) ?? (mayMake ? await made(file) : null);
	if (text === null) {
		throw new KeyError(
			`The key ${file} is missing, and connections are sealed with it. Copy it from the machine where they were given, or put it back from a backup; without it every connection has to be given again.`,
		);
	}
	return keyFrom(text, file);
}

async function textOf(file: string): Promise<string | null> {
	try {
		await refuseReadableForOthers(file);
		return await readFile(file, 'utf8');
	} catch (error) {
		if (error instanceof KeyError) throw error;
		const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
		if (code === 'ENOENT') return null;
		throw new KeyError(`The key ${file} cannot be read (${code}).`, { cause: error });
	}
}

async function refuseReadableForOthers(file: string): Promise<void> {
	const { mode } = await stat(file);
	// Windows has no such bits.
	if (process.platform === 'win32' || (mode & 0o077) === 0) return;
	throw new KeyError(
		`The key ${file} may be read by others on this machine. Run chmod 600 on it, and consider the connections known to them.`,
	);
}

/** Written beside it and linked: whoever looks sees the whole key or none, and the first one stays. */
async function made(file: string): Promise<string> {
	const temporary = `${file}.${process.pid}.${randomBytes(6).toString('hex')}.part`;
	try {
		await mkdir(dirname(file), { recursive: true, mode: 0o700 });
		const handle = await open(temporary, 'wx', 0o600);
		try {
			await handle.writeFile(`${PREFIX}${randomBytes(32).toString('base64url')}\n`);
			await handle.sync();
		} finally {
			await handle.close();
		}
		await link(temporary, file).catch(unlessThere);
		await unlink(temporary);
	} catch (error) {
		const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
		throw new KeyError(`The key ${file} cannot be written (${code}).`, { cause: error });
	}
	return await readFile(file, 'utf8');
}

function unlessThere(error: unknown): void {
	if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return;
	throw error;
}

function keyFrom(text: string, file: string): ConnectionKey {
	const encoded = text.startsWith(PREFIX) ? text.slice(PREFIX.length).trim() : '';
	const bytes = Buffer.from(encoded, 'base64url');
	if (!/^[\w-]{43}$/.test(encoded) || bytes.length !== 32) {
		throw new KeyError(`${file} is no key of OffboardIQ. Put the right one back from a backup.`);
	}
	const derived = (purpose: string) =>
		Buffer.from(hkdfSync('sha256', bytes, '', `offboardiq connections ${purpose}`, 32));
	const id = createHash('sha256').update(derived('key id')).digest('hex').slice(0, 16);
	return { id, sealing: derived('sealing'), naming: derived('naming'), file };
}
