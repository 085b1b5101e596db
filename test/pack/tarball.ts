import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '../..');

/** What the tests read of a manifest. */
export interface Manifest {
	readonly name: string;
	readonly license: string;
	readonly keywords: readonly string[];
	readonly scripts: Readonly<Record<string, string>>;
	readonly n8n: { readonly nodes: readonly string[]; readonly credentials: readonly string[] };
	readonly dependencies?: unknown;
	readonly optionalDependencies?: unknown;
	readonly bundleDependencies?: unknown;
	readonly bundledDependencies?: unknown;
	readonly peerDependencies: Readonly<Record<string, string>>;
}

export interface Tarball {
	/** Every path in it, without the leading `package/`. */
	readonly files: readonly string[];
	/** Where it is unpacked: outside the checkout, with n8n-workflow as the only package that can be found. */
	readonly folder: string;
	readonly manifest: Manifest;
}

/** Packs the pack as a release would, and unpacks it as n8n would: without scripts and without our node_modules. */
export function packAndUnpack(): Tarball {
	const temp = mkdtempSync(join(tmpdir(), 'offboardiq-pack-'));
	const report = execFileSync('npm', ['pack', '--json', '--pack-destination', temp], {
		cwd: ROOT,
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	const [packed] = JSON.parse(report) as { filename: string; files: { path: string }[] }[];
	if (!packed) throw new Error('npm pack reported no package');
	execFileSync('tar', ['xzf', join(temp, packed.filename), '-C', temp]);
	const folder = join(temp, 'package');
	mkdirSync(join(folder, 'node_modules'));
	symlinkSync(join(ROOT, 'node_modules/n8n-workflow'), join(folder, 'node_modules/n8n-workflow'));
	const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
	return { files: packed.files.map(({ path }) => path), folder, manifest };
}
