// The Postgres of the tests, for benches: it comes with npm, runs on loopback, and is thrown away.
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/** @returns a server as `startPostgres` in test/harness/postgres-server.ts */
export async function startPostgres() {
	mkdirSync(at('../dist/bench'), { recursive: true });
	const outfile = at('../dist/bench/postgres-server.cjs');
	const entryPoints = [at('../test/harness/postgres-server.ts')];
	await build({ entryPoints, outfile, bundle: true, platform: 'node', packages: 'external' });
	return await createRequire(import.meta.url)(outfile).startPostgres();
}
