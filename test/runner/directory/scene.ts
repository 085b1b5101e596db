import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { parseConnection, type GraphConnection } from '../../../nodes/shared/graph';
import type { Db } from '../../../runner/database/db';
import { openDatabase } from '../../../runner/database/open';
import { directoryIn, type Directory } from '../../../runner/directory/directory';
import type { SyncResult } from '../../../runner/directory/result';
import type { SyncRequest } from '../../../runner/directory/sync';
import { findUser, startSandbox, type Sandbox, type SandboxOptions } from '../../../runner/sandbox';
import type { UserRecord } from '../../../runner/sandbox';
import { fastClock } from '../../harness/rehearsal';

const open: (() => Promise<void>)[] = [];

afterEach(async () => {
	for (const close of open.splice(0).reverse()) await close();
});

/** A real database in a folder of its own, and the directory in it. */
export async function directoryFor(): Promise<{ db: Db; directory: Directory }> {
	const db = await openDatabase(mkdtempSync(join(tmpdir(), 'oiq-directory-')));
	open.push(() => db.destroy());
	return { db, directory: directoryIn(db) };
}

/** A sandbox tenant that is closed after the test. */
export async function tenantFor(options: SandboxOptions = {}): Promise<Sandbox> {
	const sandbox = await startSandbox({ port: 0, ...options });
	open.push(() => sandbox.close());
	return sandbox;
}

export interface Scene {
	readonly sandbox: Sandbox;
	readonly db: Db;
	readonly directory: Directory;
	readonly connection: GraphConnection;
	readonly place: { tenantId: string; group: null };
	readonly sync: (changes?: Partial<SyncRequest>) => Promise<SyncResult>;
	/** Paths and queries of the feed's requests since the last time, oldest first. */
	readonly asked: () => string[];
}

/** A tenant, a database and a clock that passes at once. */
export async function sceneFor(options: SandboxOptions = {}): Promise<Scene> {
	const sandbox = await tenantFor(options);
	const { db, directory } = await directoryFor();
	const connection = parseConnection(sandbox.connection);
	const clock = fastClock();
	let from = 0;
	return {
		sandbox,
		db,
		directory,
		connection,
		place: { tenantId: connection.tenantId, group: null },
		sync: (changes = {}) => directory.sync({ connection, clock, ...changes }),
		asked: () => {
			const urls = sandbox.log.slice(from).map(({ url }) => url.slice(sandbox.url.length));
			from = sandbox.log.length;
			return urls.filter((url) => url.startsWith('/v1.0/'));
		},
	};
}

/** A person of the rehearsal tenant by the part before the @. */
export function person(sandbox: Sandbox, alias: string): UserRecord {
	const user = findUser(sandbox.tenant, `${alias}@rehearsal.example`);
	if (!user) throw new Error(`There is no ${alias}`);
	return user;
}

/** Moves people to the deleted items. */
export function deletePeople(
	{ tenant }: Sandbox,
	which: (user: UserRecord, at: number) => boolean,
): UserRecord[] {
	const gone = tenant.users.filter(which);
	tenant.users = tenant.users.filter((user) => !gone.includes(user));
	tenant.deletedUsers.push(...gone);
	return gone;
}
