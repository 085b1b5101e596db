import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** What the log says about the records of a bundle. */
export interface ExpectedReports {
	/** SHA-256 of each PDF by run, addendum or undo, hex. */
	readonly pdfs: ReadonlyMap<string, string>;
	/** Runs, addenda and undos whose PDF could not be found when the bundle was made, or was erased. */
	readonly without: ReadonlySet<string>;
}

/** A record that is not the one that was made. One sentence for people. */
export class ReportError extends Error {
	override readonly name = 'ReportError';
}

/**
 * Compares every PDF of a bundle with its hash in the log.
 *
 * @returns how many there are
 * @throws ReportError for the first that is another one, missing, or too many
 */
export async function checkReports(folder: string, expected: ExpectedReports): Promise<number> {
	const files = new Set(await readdir(folder).catch(() => []));
	let count = 0;
	for (const [run, sha256] of expected.pdfs) {
		const name = `${run}.pdf`;
		if (!files.delete(name)) {
			if (expected.without.has(run)) continue;
			throw new ReportError(`The record of ${run} is missing.`);
		}
		if ((await sha256Of(join(folder, name))) !== sha256) {
			throw new ReportError(
				`The record of ${run} is not the PDF that was made: its hash is another.`,
			);
		}
		count += 1;
	}
	const [stranger] = files;
	if (stranger === undefined) return count;
	throw new ReportError(`${stranger} is no record that the log knows.`);
}

async function sha256Of(file: string): Promise<string> {
	const hash = createHash('sha256');
	await pipeline(createReadStream(file), hash);
	return hash.digest('hex');
}
