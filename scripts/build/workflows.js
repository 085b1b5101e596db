'use strict';

const { createHash } = require('node:crypto');
const { mkdir, readFile, readdir, writeFile } = require('node:fs/promises');
const { join } = require('node:path');

/**
 * Copies the workflow templates and what explains them, and writes the SHA-256 of each beside it: the runner runs no
 * other bytes.
 */
async function copyWorkflows() {
	await mkdir('dist/workflows', { recursive: true });
	const names = (await readdir('workflows')).filter((name) => name.endsWith('.json'));
	for (const name of names) {
		const bytes = await readFile(join('workflows', name));
		const digest = createHash('sha256').update(bytes).digest('hex');
		await writeFile(join('dist/workflows', name), bytes);
		await writeFile(join('dist/workflows', name.replace(/\.json$/, '.sha256')), `${digest}\n`);
	}
	await writeFile('dist/workflows/README.md', await readFile('workflows/README.md'));
}
copyWorkflows.displayName = 'workflows';

module.exports = { copyWorkflows };
