import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql, type Kysely } from 'kysely';
import { describe, expect, it } from 'vitest';
import { Db, sqliteDialect } from '../../../runner/database/db';
import { migrate } from '../../../runner/database/migrate';
import { MIGRATIONS } from '../../../runner/database/migrations';
import { openDatabase } from '../../../runner/database/open';

const folder = () => mkdtempSync(join(tmpdir(), 'oiq-open-'));

async function pragma(db: Db, name: string): Promise<unknown> {
	const { rows } = await sql<Record<string, unknown>>`${sql.raw(`pragma ${name}`)}`.execute(db);
	return Object.values(rows[0] ?? {})[0];
}

async function tables(db: Db): Promise<string[]> {
	const { rows } = await sql<{ name: string }>`
		select name from sqlite_master where type = 'table' order by name
	`.execute(db);
	return rows.map((row) => row.name);
}

describe('opening', () => {
	it('uses WAL, waits, keeps foreign keys, and survives a power loss', async () => {
		const db = await openDatabase(folder());
		expect(await pragma(db, 'journal_mode')).toBe('wal');
		expect(await pragma(db, 'synchronous')).toBe(2);
		expect(await pragma(db, 'foreign_keys')).toBe(1);
		expect(await pragma(db, 'busy_timeout')).toBe(5000);
		await db.destroy();
	});

	it('finds again what was written before', async () => {
		const data = folder();
		const first = await openDatabase(data);
		await first.insertInto('run_number').values({ series: 'OFF', year: 2026, last: 7 }).execute();
		await first.destroy();
		const second = await openDatabase(data);
		expect(await second.selectFrom('run_number').select('last').execute()).toEqual([{ last: 7 }]);
		await second.destroy();
	});

	it('works when several open the same new folder at once', async () => {
		// Three, because each of them may wait in one of the four threads that all of this process share.
		for (let round = 0; round < 15; round += 1) {
			const data = folder();
			const all = await Promise.all([1, 2, 3].map(() => openDatabase(data)));
			expect(await tables(all[2] as Db)).toContain('run_event');
			await Promise.all(all.map((db) => db.destroy()));
		}
	});
});

describe('what it refuses, in one line', () => {
	it('a database of a newer version', async () => {
		const data = folder();
		const db = await openDatabase(data);
		await sql`insert into kysely_migration values ('0999-future', '2030-01-01')`.execute(db);
		await db.destroy();
		await expect(openDatabase(data)).rejects.toThrow(
			/written by a newer OffboardIQ \(0999-future\)\. Install that version/,
		);
	});

	it('a file that is no database', async () => {
		const data = folder();
		writeFileSync(join(data, 'offboardiq.sqlite'), 'this is no database at all. '.repeat(100));
		await expect(openDatabase(data)).rejects.toThrow(/is not a database file\. Restore it/);
	});

	it('a file that cannot be opened', async () => {
		const data = folder();
		mkdirSync(join(data, 'offboardiq.sqlite'));
		await expect(openDatabase(data)).rejects.toThrow(/cannot be opened\. Check that the folder/);
	});
});

it('leaves nothing behind of a migration that breaks half-way', async () => {
	const file = join(folder(), 'broken.sqlite');
	const db = new Db({ dialect: sqliteDialect({ file }) });
	const broken = {
		up: async (tx: Kysely<unknown>) => {
			await tx.schema.createTable('half').addColumn('id', 'text').execute();
			throw new Error('half-way');
		},
	};
	await expect(migrate(db, file, { ...MIGRATIONS, '0002-broken': broken })).rejects.toThrow(
		'could not be brought up to date',
	);
	expect(await tables(db)).not.toContain('half');
	await migrate(db, file, MIGRATIONS);
	expect(await tables(db)).toContain('run');
	await db.destroy();
});
