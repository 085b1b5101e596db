'use strict';

const { access, mkdir, symlink } = require('node:fs/promises');
const { join, relative, resolve } = require('node:path');

const WORKSPACES = ['portal', 'runner'];

/**
 * Lets the built code of a workspace find the packages that npm put into the workspace itself, because another version
 * of them lies above. Without it the build would quietly get that other version; `test/portal/packages.test.ts` looks.
 */
async function linkPackages() {
	for (const workspace of WORKSPACES) {
		const packages = join(workspace, 'node_modules');
		const isThere = await access(packages).then(
			() => true,
			() => false,
		);
		if (!isThere) continue;
		const built = join('dist', workspace);
		await mkdir(built, { recursive: true });
		// A junction where links need rights: it takes no relative path.
		const target = process.platform === 'win32' ? resolve(packages) : relative(built, packages);
		await symlink(target, join(built, 'node_modules'), 'junction');
	}
}
linkPackages.displayName = 'packages';

module.exports = { linkPackages };
