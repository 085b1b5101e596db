import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes a secret file unless it is there. Written beside it and linked: whoever looks sees the whole file or none, and
 * of several processes that make it at the same moment all end up with the first one's.
 *
 * @returns what is in it now
 * @throws what the file system says
 */
export async function writeOnce(file: string, text: string): Promise<string> {
	const temporary = `${file}.${process.pid}.${randomBytes(6).toString('hex')}.part`;
	await mkdir(dirname(file), { recursive: true, mode: 0o700 });
	const handle = await open(temporary, 'wx', 0o600);
	try {
		await handle.writeFile(text);
		await handle.sync();
	} finally {
		await handle.close();
	}
	await link(temporary, file).catch(unlessThere);
	await unlink(temporary);
	return await readFile(file, 'utf8');
}

function unlessThere(error: unknown): void {
	if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return;
	throw error;
}
