import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Db } from '../../../runner/database/db';
import { DatabaseError } from '../../../runner/database/errors';
import { migrate } from '../../../runner/database/migrate';
import { MIGRATIONS } from '../../../runner/database/migrations';
import { isUniqueViolation } from '../../../runner/database/unique-violation';
import { ENGINES, gate, insert, seriesOf, type Place } from './engines';

describe.each(ENGINES)('%s', (_name, create) => {
	let place: Place;
	let db: Db;

	beforeEach(async () => {
		place = await create();
		db = place.open({ lockTimeoutMs: 300 });
		await migrate(db, 'contract', MIGRATIONS);
	});

	afterEach(async () => {
		await db.destroy();
		await place.remove();
	});

	const series = () => seriesOf(db);

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
				expect(await seriesOf(tx)).toEqual(['mine']);
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

		it('cannot be committed once a statement in them failed', async () => {
			const half = db.transaction().execute(async (tx) => {
				await insert(tx, 'half');
				const again = await insert(tx, 'half').catch((error: unknown) => error);
				expect(isUniqueViolation(again)).toBe(true);
				await expect(insert(tx, 'after')).rejects.toThrow(/transaction/);
			});
			await expect(half).rejects.toThrow('rolled back instead of committed');
			expect(await series()).toEqual([]);
			await insert(db, 'next');
		});

		it('go on when a value was refused before it was sent', async () => {
			await db.transaction().execute(async (tx) => {
				await expect(insert(tx, 'x', Number.NaN)).rejects.toThrow(TypeError);
				await insert(tx, 'kept');
			});
			expect(await series()).toEqual(['kept']);
		});

		it('name the holder when a waiter gives up, and let the next one in', async () => {
			await insert(db, 'wanted');
			const finish = gate();
			const inside = gate();
			const take = (queries: Db | Parameters<typeof seriesOf>[0]) =>
				(queries as Db).updateTable('run_number').set({ last: 2 }).execute();
			const holder = db.transaction().execute(async (tx) => {
				await take(tx);
				inside.open();
				await finish.opened;
			});
			await inside.opened;
			const error = await take(db).catch((reason: unknown) => reason);
			expect(error).toBeInstanceOf(DatabaseError);
			expect(String(error)).toMatch(/Waited 0\.3 s for the database; a transaction holds it\.$/);
			expect(String((error as Error).cause)).toMatch(/The (writer|connection) was taken here/);
			finish.open();
			await holder;
			await insert(db, 'later');
			expect(await series()).toEqual(['later', 'wanted']);
		});
	});

	describe('values', () => {
		it.each([
			['a Date', new Date()],
			['an object', { a: 1 }],
			['an array', [1]],
			['a boolean', true],
			['undefined', undefined],
			['a bigint', 1n],
			['NaN', Number.NaN],
			['a number beyond 2^53', 2 ** 53],
		])('refuses %s', async (_kind, value) => {
			await expect(sql`select ${value} as v`.execute(db)).rejects.toThrow(TypeError);
		});

		it('never repeats the value it refuses', async () => {
			const error = await sql`select ${{ password: 'hunter2' }}`.execute(db).catch(String);
			expect(error).not.toContain('hunter2');
		});

		const keep = async (column: string, value: unknown): Promise<unknown> => {
			await sql`create table kept (v ${sql.raw(column)})`.execute(db);
			await sql`insert into kept values (${value})`.execute(db);
			const { rows } = await sql<{ v: unknown }>`select v from kept`.execute(db);
			await sql`drop table kept`.execute(db);
			return rows[0]?.v;
		};

		it.each([
			['text', 'text', 'é 🦜 שלום \u202e "\' \\ %'],
			['empty text', 'text', ''],
			['a number', 'double precision', 1.5],
			['a large number', 'bigint', 2 ** 53 - 1],
			['null', 'text', null],
			['bytes', 'bytea', Buffer.from([0, 255, 39])],
			['JSON text with a NUL in it', 'text', JSON.stringify({ name: 'a\0b\ud800' })],
		])('keeps %s as it is', async (_kind, column, value) => {
			expect(await keep(column, value)).toEqual(value);
		});

		it('keeps long text whole', async () => {
			const long = '🦜é'.repeat(200_000);
			expect((await keep('text', long)) === long).toBe(true);
		});

		it('keeps U+FFFD for what is no text', async () => {
			expect(await keep('text', 'a\0b \ud83e c \udd9c')).toBe('a\ufffdb \ufffd c \ufffd');
		});

		it('refuses to read a number that would be rounded', async () => {
			const { rows } = await sql<{ n: number }>`select 9007199254740991 as n`.execute(db);
			expect(rows).toEqual([{ n: 9007199254740991 }]);
			await expect(sql`select 9007199254740993 as n`.execute(db)).rejects.toThrow(RangeError);
		});

		it('gives counts, sums and comparisons as numbers', async () => {
			await insert(db, 'a', 2);
			await insert(db, 'b', 3);
			const { rows } = await sql`
				select count(*) as n, sum(last) as total, avg(last) as mean, 1 = 1 as yes from run_number
			`.execute(db);
			expect(rows).toEqual([{ n: 2, total: 5, mean: 2.5, yes: 1 }]);
		});

		it('sorts times and run numbers alike', async () => {
			const texts = [
				'2026-11-25T21:07:55.123Z',
				'2026-11-25T21:07:55.124Z',
				'2026-11-25T21:08:00.000Z',
				'OFF-2026-000009',
				'OFF-2026-000010',
				'SIM-2026-000001',
			];
			for (const text of [...texts].reverse()) await insert(db, text);
			expect(await series()).toEqual(texts);
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
			const both = await Promise.all([take(), take()]);
			expect(both.flat()).toEqual([{ series: 'token' }]);
		});

		it('enforces foreign keys', async () => {
			const orphan = { run_id: 'none', key: 'k', status: 'running', started_at: 'now' };
			const error = await db
				.insertInto('step')
				.values({ ...orphan, outcome_json: null, finished_at: null })
				.execute()
				.catch((reason: unknown) => reason);
			expect(String(error)).toMatch(/foreign key/i);
			expect(isUniqueViolation(error)).toBe(false);
		});

		it('knows a key that is taken, by name or by several columns', async () => {
			await insert(db, 'once');
			const error = await insert(db, 'once').catch((reason: unknown) => reason);
			expect(isUniqueViolation(error)).toBe(true);
			await sql`create table named (id text primary key, mail text unique)`.execute(db);
			const add = (id: string, mail: string) =>
				sql`insert into named values (${id}, ${mail})`.execute(db);
			await add('1', 'a');
			for (const [id, mail] of [
				['1', 'b'],
				['2', 'a'],
			] as const) {
				const taken = await add(id, mail).catch((reason: unknown) => reason);
				expect(isUniqueViolation(taken)).toBe(true);
			}
			const wrong = await sql`select nothing`.execute(db).catch((reason: unknown) => reason);
			expect(isUniqueViolation(wrong)).toBe(false);
			expect(wrong).not.toBeInstanceOf(DatabaseError);
		});
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
