import { mkdir, mkdtemp, rmdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CommandError } from './command-error';

/**
 * Makes sure that a folder exists and can be written to, before anything is asked of a tenant. Tried by writing,
 * because permission bits say nothing about read-only disks, quotas or root.
 *
 * @param option the option that named it, for the message
 * @returns its absolute path
 * @throws CommandError
 */
export async function usableFolder(path: string, option: string): Promise<string> {
	if (path.trim() === '') throw new CommandError(`${option} is empty. Give a folder.`);
	const folder = resolve(path);
	try {
		await mkdir(folder, { recursive: true, mode: 0o700 });
		await rmdir(await mkdtemp(join(folder, '.offboardiq-')));
	} catch (error) {
		throw new CommandError(`${option} ${folder} cannot be used: ${reasonOf(error)}.`, {
			cause: error,
		});
	}
	return folder;
}

function reasonOf(error: unknown): string {
	const code = error instanceof Error && 'code' in error ? String(error.code) : '';
	if (code === 'EEXIST' || code === 'ENOTDIR') return 'it is, or lies below, a file';
	if (code === 'ENOSPC') return 'the disk is full';
	if (code === 'EACCES' || code === 'EPERM') return 'it may not be written to';
	if (code === 'EROFS') return 'the disk is read-only';
	return `it cannot be created or written to (${code || 'unknown reason'})`;
}
