import { Migrator, type Migration } from 'kysely/migration';
import { sql } from 'kysely';
import { isPostgres, type Db } from './db';
import { DatabaseError } from './errors';

type Migrations = Readonly<Record<string, Migration>>;

/**
 * Brings a database to the newest shape this version knows. Safe to call from two processes at once.
 *
 * @param name what people know the database by: the path of its file, or its name and server
 * @param table where what was done is kept: one for each list of migrations
 * @throws DatabaseError when a newer OffboardIQ made the database, or when a migration fails (nothing of it stays)
 */
export async function migrate(
	db: Db,
	name: string,
	migrations: Migrations,
	table = 'kysely_migration',
): Promise<void> {
	await refuseNewer(db, name, migrations, table);
	const migrator = new Migrator({
		db,
		migrationTableName: table,
		migrationLockTableName: `${table}_lock`,
		provider: { getMigrations: async () => ({ ...migrations }) },
	});
	const { error } = await migrator.migrateToLatest();
	if (error === undefined) return;
	if (error instanceof DatabaseError) throw error;
	// A newer version may have been at it since the look above.
	await refuseNewer(db, name, migrations, table);
	throw new DatabaseError(
		`The database ${name} could not be brought up to date; it is as it was. Report this.`,
		{ cause: error },
	);
}

async function refuseNewer(
	db: Db,
	name: string,
	migrations: Migrations,
	table: string,
): Promise<void> {
	const unknown = (await executedNames(db, table)).find((executed) => !(executed in migrations));
	if (unknown === undefined) return;
	throw new DatabaseError(
		`The database ${name} was made by a newer OffboardIQ (${unknown}). ` +
			'Update OffboardIQ, or use another database or --data folder.',
	);
}

async function executedNames(db: Db, table: string): Promise<string[]> {
	const found = isPostgres(db)
		? sql`select 1 from pg_tables where schemaname = current_schema() and tablename = ${table}`
		: sql`select 1 from sqlite_master where type = 'table' and name = ${table}`;
	if ((await found.execute(db)).rows.length === 0) return [];
	const { rows } = await sql<{ name: string }>`select name from ${sql.table(table)}`.execute(db);
	return rows.map((row) => row.name);
}
