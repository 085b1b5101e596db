import { Migrator, type Migration } from 'kysely/migration';
import { sql } from 'kysely';
import type { Db } from './db';
import { DatabaseError } from './errors';

/**
 * Brings a database to the newest shape this version knows. Safe to call from two processes at once.
 *
 * @throws DatabaseError when a newer OffboardIQ wrote the database, or when a migration fails (nothing of it stays)
 */
export async function migrate(
	db: Db,
	file: string,
	migrations: Readonly<Record<string, Migration>>,
): Promise<void> {
	const unknown = (await executedNames(db)).find((name) => !(name in migrations));
	if (unknown !== undefined) {
		throw new DatabaseError(
			`The database ${file} was written by a newer OffboardIQ (${unknown}). ` +
				'Install that version or use another --data folder.',
		);
	}
	const migrator = new Migrator({
		db,
		provider: { getMigrations: async () => ({ ...migrations }) },
	});
	const { error } = await migrator.migrateToLatest();
	if (error === undefined) return;
	if (error instanceof DatabaseError) throw error;
	throw new DatabaseError(`The database ${file} could not be brought up to date.`, {
		cause: error,
	});
}

async function executedNames(db: Db): Promise<string[]> {
	const tables = await sql<{ name: string }>`
		select name from sqlite_master where type = 'table' and name = 'kysely_migration'
	`.execute(db);
	if (tables.rows.length === 0) return [];
	const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
	return rows.map((row) => row.name);
}
