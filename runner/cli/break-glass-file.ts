import { readFile } from 'node:fs/promises';
import { accountsIn } from '../../nodes/shared/step/accountList';
import { CommandError } from './command-error';

/**
 * Reads what `--break-glass` names: object ids or user principal names, one a line.
 *
 * @throws CommandError when it can't be read, holds a line that is neither, or protects nobody at all
 */
export async function readBreakGlass(path: string): Promise<readonly string[]> {
	const accounts = parsed(await readText(path), path);
	if (accounts.length > 0) return accounts;
	throw new CommandError(
		`--break-glass ${path}: it names nobody. Put one account on each line, or leave the option out.`,
	);
}

function parsed(text: string, path: string): readonly string[] {
	try {
		return accountsIn(text);
	} catch (error) {
		const message = error instanceof Error ? error.message : '';
		throw new CommandError(`--break-glass ${path}: ${message}`, { cause: error });
	}
}

async function readText(path: string): Promise<string> {
	try {
		return await readFile(path, 'utf8');
	} catch (error) {
		const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
		const reason = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
		throw new CommandError(`--break-glass ${path}: ${reason}.`, { cause: error });
	}
}
