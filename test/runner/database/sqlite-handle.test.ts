import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scrypt } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SqliteHandle } from '../../../runner/database/handle';
import { openNodeSqlite } from '../../../runner/database/node-sqlite-handle';
import { openSqlite3 } from '../../../runner/database/sqlite-handle';

/** Takes SQLite a good while, and nobody else. */
const LONG = `with recursive n (i) as (select 1 union all select i + 1 from n where i < 400000)
	select count(*) as n from n`;

describe.each([
	['sqlite3', openSqlite3],
	['node:sqlite', openNodeSqlite],
] as const)('a handle of %s', (name, open) => {
	let folder: string;
	let handle: SqliteHandle;

	beforeEach(async () => {
		folder = mkdtempSync(join(tmpdir(), 'oiq-handle-'));
		const file = join(folder, 'a.sqlite');
		handle = await open({ file, mode: 'write', busyTimeoutMs: 300 });
		await handle.exec('create table t (id integer primary key, word text unique)');
	});

	afterEach(async () => {
		await handle.close();
		rmSync(folder, { recursive: true, force: true });
	});

	const words = () => handle.rows('select * from t order by id', []);
	const add = (word: string) => handle.change('insert into t (word) values (?)', [word]);

	it('answers the same question as often as it is asked, each time anew', async () => {
		expect(await words()).toEqual([]);
		expect(await add('one')).toBe(1);
		expect(await words()).toEqual([{ id: 1, word: 'one' }]);
		expect(await add('two')).toBe(1);
		expect(await words()).toEqual([
			{ id: 1, word: 'one' },
			{ id: 2, word: 'two' },
		]);
	});

	it('sees a table that was changed since it was asked', async () => {
		await add('one');
		await words();
		await handle.exec("alter table t add column more text default 'x'");
		expect(await words()).toEqual([{ id: 1, word: 'one', more: 'x' }]);
		await handle.exec('drop table t');
		await expect(words()).rejects.toThrow('no such table');
		await handle.exec('create table t (id integer primary key)');
		expect(await words()).toEqual([]);
	});

	it('goes on with a statement that failed', async () => {
		await add('one');
		await expect(add('one')).rejects.toThrow('UNIQUE');
		expect(await add('two')).toBe(1);
		await expect(handle.rows('select missing from t', [])).rejects.toThrow('no such column');
		await expect(handle.rows('select missing from t', [])).rejects.toThrow('no such column');
	});

	it('keeps no lock behind an answer', async () => {
		await words();
		await handle.exec('begin immediate');
		await add('one');
		await words();
		await handle.exec('rollback');
		expect(await words()).toEqual([]);
	});

	it('understands more questions than it can keep', async () => {
		for (let count = 0; count < 450; count += 1) {
			expect(await handle.rows(`select ${count} as n`, [])).toEqual([{ n: count }]);
		}
		expect(await handle.rows('select 0 as n', [])).toEqual([{ n: 0 }]);
		const long = `select 1 as n where 1 in (${Array.from({ length: 3_000 }, () => '1').join(', ')})`;
		expect(await handle.rows(long, [])).toEqual([{ n: 1 }]);
	});

	it.runIf(name === 'sqlite3')('leaves threads for others however much it is asked', async () => {
		const asked = Array.from({ length: 12 }, () => handle.rows(LONG, []));
		let ended = 0;
		for (const one of asked) void one.then(() => (ended += 1));
		await new Promise((resolve, reject) => {
			scrypt('p', 's', 16, (error, key) => (error ? reject(error) : resolve(key)));
		});
		expect(ended).toBeLessThan(6);
		await Promise.all(asked);
	});
});
