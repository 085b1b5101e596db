import { readFile } from 'node:fs/promises';
import { parseConnection, type GraphConnection } from '../../nodes/shared/graph/connection';
import { CommandError } from './command-error';

/**
 * Reads what `--connection` names.
 *
 * @throws CommandError or ConnectionError naming the file's or the field's problem, never a value from it
 */
export async function readConnection(path: string): Promise<GraphConnection> {
	const text = await readText(path);
	return parseConnection(parse(text, path));
}

async function readText(path: string): Promise<string> {
	try {
		// Windows editors put a mark in front that JSON does not know.
		return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
	} catch (error) {
		const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
		const reason = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
		throw new CommandError(`--connection ${path}: ${reason}.`, { cause: error });
	}
}

function parse(text: string, path: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		// The parser's own message quotes the text around the mistake, and that may be a secret: no cause.
		throw new CommandError(
			`--connection ${path}: it is not JSON. Expected {"tenantId","clientId","clientSecret","cloud"}.`,
		);
	}
}
