import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = resolve(__dirname, '..', '..');

/** What the built code gets: it lies in dist, beside the workspaces and not in them. */
const fromDist = createRequire(join(ROOT, 'dist', 'portal', 'index.js'));

it.each(['portal', 'runner'])(
	'the built %s finds the packages in the versions it names',
	(workspace) => {
		const { dependencies } = JSON.parse(
			readFileSync(join(ROOT, workspace, 'package.json'), 'utf8'),
		) as { dependencies: Record<string, string> };
		const found = Object.fromEntries(
			Object.keys(dependencies).map((name) => [name, versionOf(name)]),
		);
		expect(found).toEqual(dependencies);
	},
);

/** From the package.json above the entry point: many packages do not let theirs be required. */
function versionOf(name: string): string | undefined {
	for (const folder of fromDist.resolve.paths(name) ?? []) {
		try {
			const text = readFileSync(join(folder, name, 'package.json'), 'utf8');
			return (JSON.parse(text) as { version: string }).version;
		} catch {
			// Further up.
		}
	}
	return dirname(name);
}
