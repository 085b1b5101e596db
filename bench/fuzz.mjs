/** 10,000 bad requests over all routes, and a seed of their own each time: `npm run bench:fuzz`. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const vitest = join(
	createRequire(import.meta.url).resolve('vitest/package.json'),
	'..',
	'vitest.mjs',
);
const seed = process.env.FUZZ_SEED ?? String(Date.now() % 2 ** 31);
console.log(`FUZZ_SEED=${seed}`);
const child = spawn(process.execPath, [vitest, 'run', 'test/portal/http/fuzz.test.ts'], {
	stdio: 'inherit',
	env: { ...process.env, FUZZ_REQUESTS: process.env.FUZZ_REQUESTS ?? '10000', FUZZ_SEED: seed },
});
child.on('exit', (code) => process.exit(code ?? 1));
