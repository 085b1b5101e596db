'use strict';

const { readFileSync, readdirSync } = require('node:fs');
const { join } = require('node:path');

/** The folder of the package a bundled file came from, or null for a file of ours. */
function packageFolder(file) {
	const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file);
	return match ? match[1] : null;
}

function licenceText(folder) {
	const name = readdirSync(folder).find((file) => /^(licen[cs]e|copying)(\.|$)/i.test(file));
	return name ? readFileSync(join(folder, name), 'utf8').trim() : null;
}

function notice(folder) {
	const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
	const { name, version, license = 'see below', homepage } = manifest;
	const text = licenceText(folder) ?? `Its package holds no licence text. It states: ${license}`;
	return `${name} ${version} (${license})${homepage ? `\n${homepage}` : ''}\n\n${text}\n`;
}

/**
 * The licence notices for a bundle.
 * @param {readonly string[]} inputs the bundle's input files, relative to the working directory
 * @returns {string} one notice per package, sorted by folder
 */
function noticesFor(inputs) {
	const folders = new Set(inputs.map(packageFolder).filter((folder) => folder !== null));
	return [...folders]
		.sort()
		.map(notice)
		.join(`\n${'-'.repeat(80)}\n\n`);
}

module.exports = { noticesFor };
