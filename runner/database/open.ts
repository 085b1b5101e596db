import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Db, sqliteDialect } from './db';
import { DatabaseError } from './errors';
import { migrate } from './migrate';
import { MIGRATIONS } from './migrations';

/**
 * Opens the database of a data folder and brings it up to date.
 *
 * @param dataFolder an existing folder that may be written to
 * @param options `bulk` for a process that only writes much
 * @throws DatabaseError in one line: damaged, newer than this version, not writable
 */
export async function openDatabase(
	dataFolder: string,
	options: { readonly bulk?: boolean } = {},
): Promise<Db> {
	const file = join(dataFolder, 'offboardiq.sqlite');
	await makePrivate(file);
	const db = new Db({ dialect: sqliteDialect({ file, bulk: options.bulk === true }) });
	try {
		await migrate(db, file, MIGRATIONS);
	} catch (error) {
		await db.destroy();
		throw error;
	}
	return db;
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
