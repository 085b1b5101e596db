import { mkdirSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Db } from '../../../runner/database/db';
import { openDatabase } from '../../../runner/database/open';

const folder = () => mkdtempSync(join(tmpdir(), 'oiq-open-'));

async function pragma(db: Db, name: string): Promise<unknown> {
	const { rows } = await sql<Record<string, unknown>>`${sql.raw(`pragma ${name}`)}`.execute(db);
	return Object.values(rows[0] ?? {})[0];
}

describe.each(['sqlite3', 'node'])('a data folder, with %s', (engine) => {
	const environment = { OFFBOARDIQ_SQLITE: engine };

	it('uses WAL, keeps foreign keys, survives a power loss, and is for its owner only', async () => {
		const data = folder();
		const db = await openDatabase(data, environment);
		expect(await pragma(db, 'journal_mode')).toBe('wal');
		expect(await pragma(db, 'synchronous')).toBe(2);
		expect(await pragma(db, 'foreign_keys')).toBe(1);
		// The one inside Node would stop the whole process while it waits.
		expect(await pragma(db, 'busy_timeout')).toBe(engine === 'node' ? 0 : 5000);
		expect(statSync(join(data, 'offboardiq.sqlite')).mode & 0o077).toBe(0);
		await db.destroy();
	});

	it('refuses a file that is no database', async () => {
		const data = folder();
		writeFileSync(join(data, 'offboardiq.sqlite'), 'this is no database at all. '.repeat(100));
		await expect(openDatabase(data, environment)).rejects.toThrow(
			/is not a database file\. Restore it/,
		);
	});

	it('refuses a file that cannot be opened', async () => {
		const data = folder();
		mkdirSync(join(data, 'offboardiq.sqlite'));
		await expect(openDatabase(data, environment)).rejects.toThrow(
			/cannot be opened\. Check that the folder/,
		);
	});
});

it('takes sqlite3 unless told otherwise, and nothing it does not know', async () => {
	const db = await openDatabase(folder(), { DATABASE_URL: ' ' });
	expect(await pragma(db, 'busy_timeout')).toBe(5000);
	await db.destroy();
	await expect(openDatabase(folder(), { OFFBOARDIQ_SQLITE: 'better' })).rejects.toThrow(
		'OFFBOARDIQ_SQLITE is not understood. It is sqlite3 or node.',
	);
});

it('lets timers have their turn in a long loop on the SQLite inside Node', async () => {
	const db = await openDatabase(folder(), { OFFBOARDIQ_SQLITE: 'node' });
	let ticks = 0;
	const timer = setInterval(() => {
		ticks += 1;
	}, 1);
	const end = performance.now() + 300;
	while (performance.now() < end) await sql`select 1`.execute(db);
	clearInterval(timer);
	await db.destroy();
	expect(ticks).toBeGreaterThan(2);
});
