import { createHash } from 'node:crypto';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Report } from '../journal/run-record';

/**
 * Puts the PDF where the operator wants it, so that the name is never seen with half a file behind it: written beside
 * it, forced to the disk, renamed, and read back.
 *
 * @param folder an existing folder
 * @param id the run's id; it becomes the file's name
 * @returns the absolute path and the SHA-256 of what was read back
 * @throws Error in one line when it could not be written or reads back differently
 */
export async function writeReport(folder: string, id: string, bytes: Uint8Array): Promise<Report> {
	const path = resolve(folder, `${id}.pdf`);
	const temporary = join(dirname(path), `.${id}.${process.pid}.part`);
	try {
		await writeThrough(temporary, bytes);
		await rename(temporary, path);
		await syncFolder(dirname(path));
	} catch (error) {
		await rm(temporary, { force: true }).catch(() => undefined);
		throw new Error(`The report could not be written to ${path} (${reasonOf(error)}).`, {
			cause: error,
		});
	}
	const sha256 = digest(bytes);
	if (digest(await readFile(path)) !== sha256) {
		throw new Error(`The report ${path} reads back differently from what was written.`);
	}
	return { path, sha256 };
}

/** The folder that was asked for, or the spare one where it is not on this machine. */
export async function usableOf(folder: string, spare: string | undefined): Promise<string> {
	if (spare === undefined) return folder;
	const isThere = await stat(folder).then(
		(found) => found.isDirectory(),
		() => false,
	);
	return isThere ? folder : spare;
}

async function writeThrough(path: string, bytes: Uint8Array): Promise<void> {
	// It names a person and what they held: nobody else on this machine needs to read it.
	const file = await open(path, 'w', 0o600);
	try {
		await file.writeFile(bytes);
		await file.sync();
	} finally {
		await file.close();
	}
}

/** The name is part of the folder and has to survive a power loss too. Windows cannot do it and does not need it. */
async function syncFolder(folder: string): Promise<void> {
	if (process.platform === 'win32') return;
	const handle = await open(folder, 'r');
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}

function digest(bytes: Uint8Array): string {
	return createHash('sha256').update(bytes).digest('hex');
}

function reasonOf(error: unknown): string {
	const code = error instanceof Error && 'code' in error ? String(error.code) : '';
	if (code === 'ENOSPC') return 'the disk is full';
	if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'it may not be written to';
	if (code === 'ENOENT' || code === 'ENOTDIR') return 'the folder is gone';
	return code || 'unknown reason';
}
