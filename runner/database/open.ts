import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { auditKeyFile } from '../audit/keys';
import { Db, postgresDialect, sqliteDialect } from './db';
import { DatabaseError } from './errors';
import type { SqliteEngine } from './handle';
import { migrate } from './migrate';
import { MIGRATIONS } from './migrations';
import { parseDatabaseUrl, type PostgresPlace } from './postgres-url';

/** The file of a data folder that holds the database. */
export const DATABASE_FILE = 'offboardiq.sqlite';

const MIGRATION_TIMEOUT_MS = 600_000;

/** Whether the database is on a Postgres server, so that the data folder holds none. */
export function isOnServer(environment: NodeJS.ProcessEnv): boolean {
	return (environment.DATABASE_URL ?? '').trim() !== '';
}

/**
 * Opens the database and brings it up to date: the one `DATABASE_URL` names, otherwise the file in the data folder.
 *
 * @param dataFolder an existing folder that may be written to
 * @param options `bulk` for a process that only writes much
 * @throws DatabaseError in one line: not reachable, no permission, damaged, newer than this version, not writable
 */
export async function openDatabase(
	dataFolder: string,
	environment: NodeJS.ProcessEnv = process.env,
	options: { readonly bulk?: boolean } = {},
): Promise<Db> {
	const key = auditKeyFile(dataFolder, environment);
	if (isOnServer(environment)) return openPostgres(environment.DATABASE_URL ?? '', key);
	const file = join(dataFolder, DATABASE_FILE);
	const engine = engineOf(environment.OFFBOARDIQ_SQLITE);
	await makePrivate(file);
	const dialect = sqliteDialect({ file, engine, bulk: options.bulk === true });
	const db = new Db({ dialect }, key);
	return whole(db, () => migrate(db, file, MIGRATIONS));
}

async function openPostgres(url: string, key: string): Promise<Db> {
	const place = parseDatabaseUrl(url.trim());
	await migratePostgres(place);
	return new Db({ dialect: postgresDialect({ place }) }, key);
}

/** On connections of its own, because a migration may take longer than any other statement. */
async function migratePostgres(place: PostgresPlace): Promise<void> {
	const statementTimeoutMs = MIGRATION_TIMEOUT_MS;
	const options = { place: { ...place, poolSize: 2 }, statementTimeoutMs };
	const db = new Db({ dialect: postgresDialect(options) });
	await whole(db, async () => {
		await refuseOtherEncodings(db, place);
		await migrate(db, `"${place.database}" on ${place.server}`, MIGRATIONS);
	});
	await db.destroy();
}

async function refuseOtherEncodings(db: Db, place: PostgresPlace): Promise<void> {
	const { rows } = await sql<{ encoding: string }>`
		select current_setting('server_encoding') as encoding
	`.execute(db);
	if (rows[0]?.encoding === 'UTF8') return;
	throw new DatabaseError(
		`The database "${place.database}" cannot hold every name: its encoding is not UTF8. ` +
			'Create one with: createdb --encoding UTF8 --template template0.',
	);
}

async function whole(db: Db, prepare: () => Promise<void>): Promise<Db> {
	try {
		await prepare();
		return db;
	} catch (error) {
		await db.destroy();
		throw error;
	}
}

function engineOf(name: string | undefined): SqliteEngine {
	if (name === undefined || name === '') return 'sqlite3';
	if (name === 'sqlite3' || name === 'node') return name;
	throw new DatabaseError('OFFBOARDIQ_SQLITE is not understood. It is sqlite3 or node.');
}

/** It names people and what they held. SQLite would create it readable for everybody on this machine. */
async function makePrivate(file: string): Promise<void> {
	try {
		await (await open(file, 'a', 0o600)).close();
	} catch (error) {
		throw new DatabaseError(
			`The database ${file} cannot be opened. Check that the folder exists and may be written to.`,
			{ cause: error },
		);
	}
}
