import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What an export is put together in, below the data folder. */
export const EXPORT_FOLDER = 'export-';
/** No download takes so long; another process may be at a younger one. */
const STALE_MS = 24 * 3_600_000;

/**
 * Deletes what exports left behind whose process was killed: records and names that nobody asks for any more, and that
 * would outlive the organisation.
 *
 * @param at the time of now
 * @returns how many there were
 */
export async function removeStaleExports(dataFolder: string, at: Date): Promise<number> {
	const names = (await readdir(dataFolder)).filter((name) => name.startsWith(EXPORT_FOLDER));
	let count = 0;
	for (const name of names) {
		const folder = join(dataFolder, name);
		const found = await stat(folder).catch(() => null);
		if (!found?.isDirectory() || at.getTime() - found.mtimeMs < STALE_MS) continue;
		await rm(folder, { recursive: true, force: true });
		count += 1;
	}
	return count;
}
