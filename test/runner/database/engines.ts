import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Db, postgresDialect, sqliteDialect } from '../../../runner/database/db';
import { DATABASE_FILE } from '../../../runner/database/open';
import { parseDatabaseUrl } from '../../../runner/database/postgres-url';
import { freshDatabase } from '../../harness/postgres';

/** One empty place for data on one kind of database. */
export interface Place {
	/** Opens it; several at once are several processes for all they know of each other. */
	open(timeouts?: { readonly lockTimeoutMs: number }): Db;
	/** The folder and the environment with which the product opens the same place. */
	readonly folder: string;
	readonly environment: Record<string, string>;
	remove(): Promise<void>;
}

/** What the contract is kept on. */
export const ENGINES: readonly (readonly [name: string, create: () => Promise<Place>])[] = [
	['sqlite3', async () => sqlitePlace('sqlite3')],
	['node:sqlite', async () => sqlitePlace('node')],
	['Postgres', postgresPlace],
];

/** For tests that take long: one of each kind. What differs between the two SQLites, the others find. */
export const BOTH_KINDS = ENGINES.filter(([name]) => name !== 'node:sqlite');

function sqlitePlace(engine: 'sqlite3' | 'node'): Place {
	const folder = mkdtempSync(join(tmpdir(), 'oiq-db-'));
	const file = join(folder, DATABASE_FILE);
	return {
		open: ({ lockTimeoutMs } = { lockTimeoutMs: 30_000 }) =>
			new Db({
				dialect: sqliteDialect({ file, engine, lockTimeoutMs, busyTimeoutMs: lockTimeoutMs }),
			}),
		folder,
		environment: { OFFBOARDIQ_SQLITE: engine },
		remove: async () => rmSync(folder, { recursive: true, force: true }),
	};
}

async function postgresPlace(): Promise<Place> {
	const folder = mkdtempSync(join(tmpdir(), 'oiq-db-'));
	const fresh = await freshDatabase();
	const place = parseDatabaseUrl(fresh.url);
	return {
		open: ({ lockTimeoutMs } = { lockTimeoutMs: 30_000 }) =>
			new Db({ dialect: postgresDialect({ place, lockTimeoutMs }) }),
		folder,
		environment: { DATABASE_URL: fresh.url },
		remove: async () => {
			rmSync(folder, { recursive: true, force: true });
			await fresh.drop();
		},
	};
}

/** A promise and the switch that ends it. */
export function gate(): { readonly open: () => void; readonly opened: Promise<void> } {
	let open = () => {};
	const opened = new Promise<void>((resolve) => {
		open = resolve;
	});
	return { open, opened };
}

/** Inserts a row of the smallest table there is. */
export function insert(queries: Pick<Db, 'insertInto'>, series: string, last = 1) {
	return queries.insertInto('run_number').values({ series, year: 2026, last }).execute();
}

/** The keys of that table, in order. */
export async function seriesOf(queries: Pick<Db, 'selectFrom'>): Promise<string[]> {
	const rows = await queries.selectFrom('run_number').select('series').orderBy('series').execute();
	return rows.map((row) => row.series);
}
