'use strict';

const { createHash } = require('node:crypto');
const { readFile, readdir, stat } = require('node:fs/promises');
const { join } = require('node:path');

const STAMP = 'dist/.stamp';

/**
 * Everything a build is made from. Tests and prose are not in it: changing them makes no build old. The changelog is,
 * because the portal shows it.
 */
const SOURCES = [
	'CHANGELOG.md',
	'credentials',
	'gulpfile.js',
	'nodes',
	'package-lock.json',
	'package.json',
	'portal',
	'runner',
	'scripts/build',
	'tsconfig.base.json',
	'tsconfig.json',
	'workflows',
];

async function filesUnder(path) {
	if (!(await stat(path)).isDirectory()) return [path];
	const entries = await readdir(path, { withFileTypes: true });
	const nested = entries
		.filter(({ name }) => name !== 'node_modules')
		.map(({ name }) => filesUnder(join(path, name)));
	return (await Promise.all(nested)).flat();
}

/** SHA-256 (hex) over the names and bytes of all sources: times lie after a checkout or a copy. */
async function hashOfSources() {
	const hash = createHash('sha256');
	const files = (await Promise.all(SOURCES.map(filesUnder))).flat().sort();
	for (const file of files) {
		hash
			.update(`${file}\0`)
			.update(await readFile(file))
			.update('\0');
	}
	return hash.digest('hex');
}

module.exports = { STAMP, hashOfSources };
