import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Report } from '../../runner';
import { HttpError } from '../http/http-error';

/**
 * A record as it was written.
 *
 * @param id of the run or addendum, for what is said when it is not
 * @throws HttpError 404 where the file is gone, 409 where it is another one
 */
export async function reportFile(id: string, { path, sha256 }: Report): Promise<Buffer> {
	const bytes = await readFile(path).catch(() => null);
	if (bytes === null) throw gone(id);
	if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw changed(id);
	return bytes;
}

const gone = (id: string): HttpError =>
	new HttpError(
		404,
		`The file of ${id} is not where it was written. Look into the backup of the reports folder.`,
	);

const changed = (id: string): HttpError =>
	new HttpError(
		409,
		`The file of ${id} is not the one that was written: its SHA-256 differs. It is not handed out.`,
	);
