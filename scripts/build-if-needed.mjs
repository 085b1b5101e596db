// Before `npm start`, `npm test` and `npm run demo`: builds when the sources are not the ones of the last build.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import stamp from './build/stamp.js';

process.chdir(resolve(dirname(fileURLToPath(import.meta.url)), '..'));

function lastBuild() {
	try {
		return readFileSync(stamp.STAMP, 'utf8');
	} catch {
		return null;
	}
}

if (lastBuild() !== (await stamp.hashOfSources())) {
	console.log('Building, because the sources have changed since the last build.');
	const gulp = join(dirname(createRequire(import.meta.url).resolve('gulp')), 'bin/gulp.js');
	const { status } = spawnSync(process.execPath, [gulp, 'build', '--silent'], { stdio: 'inherit' });
	process.exit(status ?? 1);
}
