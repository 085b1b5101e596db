import { randomBytes } from 'node:crypto';
import { open, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { writeOnce } from './write-once';

/** The key of a data folder is missing, wrong or readable for others. One line that says what to do. */
export class KeyError extends Error {
	override readonly name = 'KeyError';
}

const PREFIX = 'offboardiq-key-1 ';

/**
 * Where a key lies: in the data folder, or in the one file that OFFBOARDIQ_KEY_FILE names for several machines. What is
 * sealed with it is derived for each purpose, so that one file may serve all of them.
 */
export function keyFileIn(
	dataFolder: string,
	name: string,
	environment: NodeJS.ProcessEnv = process.env,
): string {
	const named = environment.OFFBOARDIQ_KEY_FILE?.trim() ?? '';
	return named === '' ? join(dataFolder, 'keys', name) : resolve(named);
}

/**
 * Reads the 32 bytes of a key file. Two processes that make it at the same moment end up with the same one.
 *
 * @param mayMake true where nothing is sealed with it yet, so that a new key locks nobody out
 * @returns null when there is none and none may be made
 * @throws KeyError
 */
export async function readKeyFile(file: string, mayMake: boolean): Promise<Buffer | null> {
	const ring = await readKeyRing(file, mayMake);
	// What is not rotated goes by the key that was there first, however many came after it.
	return ring?.at(-1) ?? null;
}

/**
 * Reads all keys of a file, the newest first: after a rotation the older ones still open what they sealed.
 *
 * @param mayMake as for `readKeyFile`
 * @throws KeyError
 */
export async function readKeyRing(file: string, mayMake: boolean): Promise<Buffer[] | null> {
	const text = (await textOf(file)) ?? (mayMake ? await made(file) : null);
	if (text === null) return null;
	return text
		.trim()
		.split('\n')
		.map((line) => keyFrom(line, file));
}

/**
 * Puts a new key in front of those of a file. Two who do it at the same moment would lose one of the keys, so that the
 * second is refused.
 *
 * @throws KeyError
 */
export async function addKey(file: string): Promise<void> {
	const lock = `${file}.rotating`;
	const handle = await open(lock, 'wx', 0o600).catch((error: unknown) => {
		throw new KeyError(
			`The key ${file} is being rotated, or a rotation was cut short. Where none runs, delete ${lock}.`,
			{ cause: error },
		);
	});
	try {
		await readKeyRing(file, false);
		const before = (await textOf(file)) ?? '';
		const next = `${file}.next`;
		await writeFile(next, newLine() + before, { mode: 0o600, flush: true });
		await rename(next, file);
	} finally {
		await handle.close();
		await unlink(lock);
	}
}

const newLine = (): string => `${PREFIX}${randomBytes(32).toString('base64url')}\n`;

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
		`The key ${file} may be read by others on this machine. Run chmod 600 on it, and consider what it seals known to them.`,
	);
}

async function made(file: string): Promise<string> {
	try {
		return await writeOnce(file, newLine());
	} catch (error) {
		const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
		throw new KeyError(`The key ${file} cannot be written (${code}).`, { cause: error });
	}
}

function keyFrom(text: string, file: string): Buffer {
	const encoded = text.startsWith(PREFIX) ? text.slice(PREFIX.length).trim() : '';
	const bytes = Buffer.from(encoded, 'base64url');
	if (/^[\w-]{43}$/.test(encoded) && bytes.length === 32) return bytes;
	throw new KeyError(`${file} is no key of OffboardIQ. Put the right one back from a backup.`);
}
