// What the tests know about a tenant and about Postgres, for the benches: their TypeScript, bundled beside the build.
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';

const ROOT = resolve(fileURLToPath(import.meta.url), '../..');

/**
 * @param {string} name a file of test/harness, without `.ts`
 * @returns what it exports
 */
export function harness(name) {
	const entry = join(ROOT, 'test/harness', `${name}.ts`);
	const outfile = join(ROOT, 'dist/bench', `${name}.cjs`);
	esbuild.buildSync({
		entryPoints: [entry],
		outfile,
		bundle: true,
		platform: 'node',
		format: 'cjs',
		target: 'node24',
		// Packages stay where they are; our own sources go in.
		packages: 'external',
		logLevel: 'warning',
	});
	return createRequire(import.meta.url)(outfile);
}
