import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Db, sqliteDialect } from '../../../runner/database/db';
import { migrate } from '../../../runner/database/migrate';
import { MIGRATIONS } from '../../../runner/database/migrations';

let db: Db;
let file: string;

beforeEach(async () => {
	file = join(mkdtempSync(join(tmpdir(), 'oiq-db-')), 'contract.sqlite');
	db = new Db({ dialect: sqliteDialect({ file, lockTimeoutMs: 300 }) });
	await migrate(db, file, MIGRATIONS);
});

afterEach(() => db.destroy());

const insert = (queries: Pick<Db, 'insertInto'>, series: string, last = 1) =>
	queries.insertInto('run_number').values({ series, year: 2026, last }).execute();

async function series(): Promise<string[]> {
	const rows = await db.selectFrom('run_number').select('series').orderBy('series').execute();
	return rows.map((row) => row.series);
}

/** A promise and the switch that ends it. */
function gate() {
	let open = () => {};
	const opened = new Promise<void>((resolve) => {
		open = resolve;
	});
	return { open, opened };
}

describe('transactions', () => {
	it('interleave without touching each other', async () => {
		const first = db.transaction().execute(async (tx) => {
			await insert(tx, 'a1');
			await new Promise((wake) => setTimeout(wake, 30));
			await insert(tx, 'a2');
		});
		const second = db.transaction().execute(async (tx) => {
			await insert(tx, 'b1');
			await insert(tx, 'b2');
		});
		await Promise.all([first, second]);
		expect(await series()).toEqual(['a1', 'a2', 'b1', 'b2']);
	});

	it("keep a bystander's insert when somebody else's transaction is rolled back", async () => {
		const inside = gate();
		const finish = gate();
		const doomed = db.transaction().execute(async (tx) => {
			await insert(tx, 'doomed');
			inside.open();
			await finish.opened;
			throw new Error('rolled back');
		});
		await inside.opened;
		const bystander = insert(db, 'bystander');
		finish.open();
		await expect(doomed).rejects.toThrow('rolled back');
		await bystander;
		expect(await series()).toEqual(['bystander']);
	});

	it('are not seen by readers before they commit, and readers need not wait', async () => {
		await db.transaction().execute(async (tx) => {
			await insert(tx, 'secret');
			// Another chain of calls: `series` is called outside this transaction.
			await expect(outside(series)).resolves.toEqual([]);
		});
		expect(await series()).toEqual(['secret']);
	});

	it('see their own writes', async () => {
		await db.transaction().execute(async (tx) => {
			await insert(tx, 'mine');
			const rows = await tx.selectFrom('run_number').selectAll().execute();
			expect(rows).toHaveLength(1);
		});
	});

	it('refuse the outer database inside them, and stay usable', async () => {
		await db.transaction().execute(async (tx) => {
			await expect(insert(db, 'outer')).rejects.toThrow('inside a transaction');
			await expect(series()).rejects.toThrow('inside a transaction');
			expect(() => db.transaction()).toThrow('inside a transaction');
			await insert(tx, 'inner');
		});
		expect(await series()).toEqual(['inner']);
	});

	it('name the holder when a waiter gives up, and let the next one in', async () => {
		const finish = gate();
		const inside = gate();
		const holder = db.transaction().execute(async () => {
			inside.open();
			await finish.opened;
		});
		await inside.opened;
		const error = await insert(db, 'late').catch((reason: unknown) => reason);
		expect(String(error)).toContain('a transaction holds it');
		expect(String((error as Error).cause)).toContain('The writer was taken here');
		finish.open();
		await holder;
		await insert(db, 'later');
		expect(await series()).toEqual(['later']);
	});

	it('of two that opened the same file wait for each other', async () => {
		const other = new Db({ dialect: sqliteDialect({ file }) });
		const count = (own: Db) =>
			own.transaction().execute(async (tx) => {
				const row = await tx
					.selectFrom('run_number')
					.select('last')
					.where('series', '=', 'shared')
					.executeTakeFirst();
				await tx.deleteFrom('run_number').where('series', '=', 'shared').execute();
				await insert(tx, 'shared', (row?.last ?? 0) + 1);
			});
		await Promise.all(Array.from({ length: 20 }, (_, index) => count(index % 2 ? db : other)));
		await other.destroy();
		const { last } = await db.selectFrom('run_number').select('last').executeTakeFirstOrThrow();
		expect(last).toBe(20);
	});
});

/** Runs something in a chain of calls that no transaction is part of. */
function outside<T>(body: () => Promise<T>): Promise<T> {
	return new Promise((resolve, reject) => {
		queued.push(() => body().then(resolve, reject));
	});
}
const queued: (() => unknown)[] = [];
const pump = setInterval(() => queued.splice(0).forEach((run) => run()), 5);
pump.unref();

describe('values', () => {
	it.each([
		['a Date', new Date()],
		['an object', { a: 1 }],
		['an array', [1]],
		['a boolean', true],
		['undefined', undefined],
		['a bigint', 1n],
		['NaN', Number.NaN],
	])('refuses %s', async (_name, value) => {
		await expect(sql`select ${value} as v`.execute(db)).rejects.toThrow(TypeError);
	});

	it('never repeats the value it refuses', async () => {
		const error = await sql`select ${{ password: 'hunter2' }}`.execute(db).catch(String);
		expect(error).not.toContain('hunter2');
	});

	it('keeps text, numbers, null and bytes as they are', async () => {
		const { rows } = await sql<{ t: string; n: number; z: null; b: Buffer }>`
			select ${'é'} as t, ${1.5} as n, ${null} as z, ${Buffer.from([0, 255])} as b
		`.execute(db);
		expect(rows).toEqual([{ t: 'é', n: 1.5, z: null, b: Buffer.from([0, 255]) }]);
	});
});

describe('results', () => {
	it('counts what a write touched', async () => {
		await insert(db, 'x');
		await insert(db, 'y');
		const changed = await db.updateTable('run_number').set({ last: 9 }).executeTakeFirst();
		expect(changed.numUpdatedRows).toBe(2n);
		const gone = await db.deleteFrom('run_number').where('series', '=', 'x').executeTakeFirst();
		expect(gone.numDeletedRows).toBe(1n);
	});

	it('gives back what `returning` asks for, once', async () => {
		await insert(db, 'token');
		const take = () => db.deleteFrom('run_number').returning('series').execute();
		expect(await Promise.all([take(), take()])).toEqual([[{ series: 'token' }], []]);
	});

	it('enforces foreign keys', async () => {
		const orphan = { run_id: 'none', key: 'k', status: 'running', started_at: 'now' };
		await expect(
			db
				.insertInto('step')
				.values({ ...orphan, outcome_json: null, finished_at: null })
				.execute(),
		).rejects.toThrow('FOREIGN KEY');
	});
});
