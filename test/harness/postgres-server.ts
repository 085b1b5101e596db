import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { findBinaries, type Binaries } from './postgres-binaries';

/** A Postgres of our own on loopback, thrown away at the end. */
export interface PostgresServer {
	/** Of its superuser, to the database `postgres`. */
	readonly url: string;
	/** Stops it at once, as a crash would, and starts it again on the same data and port. */
	restart(): Promise<void>;
	/** Stops it and removes its folder. */
	stop(): Promise<void>;
}

/** Nothing here has to survive a power loss. */
const SETTINGS = {
	listen_addresses: '127.0.0.1',
	unix_socket_directories: '',
	fsync: 'off',
	full_page_writes: 'off',
	max_connections: '200',
	shared_buffers: '32MB',
	log_min_messages: 'warning',
};

/** Starts a server. It takes one or two seconds, most of it for `initdb`. */
export async function startPostgres(): Promise<PostgresServer> {
	const binaries = await findBinaries();
	const data = join(binaries.folder, 'data');
	try {
		const password = randomBytes(12).toString('hex');
		initialise(binaries, data, password);
		const port = await freePort();
		const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
		let running = await launch(binaries, data, port, url);
		return {
			url,
			restart: async () => {
				await running('SIGQUIT');
				running = await launch(binaries, data, port, url);
			},
			stop: async () => {
				await running('SIGINT');
				rmSync(binaries.folder, { recursive: true, force: true });
			},
		};
	} catch (error) {
		rmSync(binaries.folder, { recursive: true, force: true });
		throw error;
	}
}

/** With a collation that sorts as people do, because most servers have one and SQLite does not. */
function initialise(binaries: Binaries, data: string, password: string): void {
	const passwordFile = join(binaries.folder, 'password');
	writeFileSync(passwordFile, password, { mode: 0o600 });
	mkdirSync(data, { mode: 0o700 });
	const { uid, gid } = binaries.identity;
	if (uid !== undefined && gid !== undefined) {
		for (const path of [passwordFile, data]) chownSync(path, uid, gid);
	}
	const options = [
		...['-D', data, '-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`],
		...['--encoding=UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=en-US'],
		'--no-sync',
	];
	const result = spawnSync(binaries.initdb, options, {
		...binaries.identity,
		cwd: binaries.folder,
	});
	rmSync(passwordFile);
	if (result.status !== 0) throw new Error(`initdb failed: ${String(result.stderr)}`);
}

/** Stops the server when the pipe to whoever started it closes, so that a test run that is killed leaves none behind. */
const GUARD = 'exec 3<&0; (read line <&3; kill -INT $$) 2>/dev/null & exec "$@" 3<&-';

/** @returns what stops it */
async function launch(binaries: Binaries, data: string, port: number, url: string) {
	const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
	const command = [binaries.postgres, '-D', data, '-p', String(port), ...settings];
	const [program = '', ...options] =
		process.platform === 'win32' ? command : ['/bin/sh', '-c', GUARD, 'sh', ...command];
	const child = spawn(program, options, {
		...binaries.identity,
		cwd: binaries.folder,
		stdio: ['pipe', 'ignore', 'pipe'],
	});
	let log = '';
	child.stderr.on('data', (chunk: Buffer) => {
		log = (log + chunk.toString()).slice(-4000);
	});
	await untilReady(child, url, () => log);
	return async (signal: NodeJS.Signals): Promise<void> => {
		if (child.exitCode === null) {
			const ended = new Promise((resolve) => child.once('exit', resolve));
			child.kill(signal);
			await ended;
		}
		child.stdin.destroy();
	};
}

async function untilReady(child: ChildProcess, url: string, log: () => string): Promise<void> {
	const deadline = Date.now() + 60_000;
	for (;;) {
		if (child.exitCode !== null) throw new Error(`Postgres ended at once: ${log()}`);
		const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 });
		client.on('error', () => undefined);
		try {
			await client.connect();
			await client.end();
			return;
		} catch (error) {
			if (Date.now() > deadline) {
				child.kill('SIGQUIT');
				throw new Error(`Postgres does not answer: ${log()}`, { cause: error });
			}
		}
		await pause(50);
	}
}

async function freePort(): Promise<number> {
	const probe = createServer();
	await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
	const { port } = probe.address() as AddressInfo;
	await new Promise((resolve) => probe.close(resolve));
	return port;
}
