// Writes docs/permissions.md anew: every step is run in the sandbox, and what it sent is put beside the permissions
// that the code names for it. The test that keeps the file true is what writes it.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const vitest = join(
	dirname(createRequire(import.meta.url).resolve('vitest/package.json')),
	'vitest.mjs',
);
const { status } = spawnSync(
	process.execPath,
	[vitest, 'run', 'test/docs/permissions.test.ts', '--update'],
	{ stdio: 'inherit' },
);
process.exit(status ?? 1);
