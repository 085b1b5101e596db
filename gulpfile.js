'use strict';

// What `tsc` alone does not do for a node pack. Every task returns its stream or promise, so that nothing is
// written after the build says it is finished.

const { spawn } = require('node:child_process');
const { mkdir, rm, writeFile } = require('node:fs/promises');
const { dest, parallel, series, src } = require('gulp');
const { bundleSdks } = require('./scripts/build/bundle.js');
const { copyFonts } = require('./scripts/build/fonts.js');
const { linkPackages } = require('./scripts/build/packages.js');
const { copyWorkflows } = require('./scripts/build/workflows.js');
const { STAMP, hashOfSources } = require('./scripts/build/stamp.js');

// Taken before anything is built: a file that is edited meanwhile makes the stamp old, as it should.
let builtFrom;

async function clean() {
	builtFrom = await hashOfSources();
	await rm('dist', { recursive: true, force: true });
}

/** The pack, the runner and the portal: each tsconfig refers to the one below it. No maps: sources stay here. */
function compile() {
	const tsc = require.resolve('typescript/bin/tsc');
	const child = spawn(process.execPath, [tsc, '-b', 'portal', '--sourceMap', 'false'], {
		stdio: 'inherit',
	});
	return new Promise((resolve, reject) => {
		child.on('error', reject);
		child.on('close', (code) => (code === 0 ? resolve() : reject(new Error('tsc found errors'))));
	});
}

// `encoding: false` because gulp 5 reads as UTF-8 otherwise, and these are copied byte for byte.
const copy = (globs) =>
	src(globs, { base: '.', encoding: false, allowEmpty: true }).pipe(dest('dist'));

const icons = () => copy(['nodes/**/*.svg', 'credentials/**/*.svg']);

/** Views and assets lie beside the code of their feature, in dist too; what is new is a page of the portal. */
const portal = () =>
	copy(['portal/**/*.eta', 'portal/assets/**/*', '!portal/node_modules/**', 'CHANGELOG.md']);

const codex = () => copy('nodes/**/*.node.json');

async function stamp() {
	await mkdir('dist', { recursive: true });
	await writeFile(STAMP, builtFrom ?? (await hashOfSources()));
}

const assets = parallel(icons, codex, portal, copyFonts, copyWorkflows, linkPackages);

// The bundle overwrites what tsc made of the vendor files, so it comes after it.
const build = series(clean, parallel(compile, assets), bundleSdks, stamp);

module.exports = { build, clean, compile, icons, codex, default: build };
module.exports.fonts = copyFonts;
module.exports.workflows = copyWorkflows;
module.exports.bundle = bundleSdks;
