// What processes that are started by the hundred get on their way.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Most of a start is compiling n8n-core: kept beside the build, it is done once. */
const CACHE = join(fileURLToPath(new URL('..', import.meta.url)), 'dist/bench/compiled');

/** @param {Record<string, string>} more */
export function childEnv(more = {}) {
	return { ...process.env, NODE_COMPILE_CACHE: CACHE, ...more };
}
