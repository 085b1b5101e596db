import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const HERE = __dirname;

/**
 * A script that was built: for threads, which can't run TypeScript. Whoever runs from the sources takes the one that
 * was built from them.
 *
 * @param folder where it is asked for, below `runner/`, absolute
 * @param name such as `worker.js`
 */
export function builtFile(folder: string, name: string): string {
	const beside = join(folder, name);
	if (existsSync(beside)) return beside;
	return resolve(HERE, '..', 'dist', 'runner', relative(HERE, folder), name);
}
