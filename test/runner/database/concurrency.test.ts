import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clock, dbNow, lockRow, updated } from '../../../runner/database/concurrency';
import type { Db, Queries } from '../../../runner/database/db';
import { migrate } from '../../../runner/database/migrate';
import { MIGRATIONS } from '../../../runner/database/migrations';
import { ENGINES, gate, insert, seriesOf, type Place } from './engines';

describe.each(ENGINES)('%s', (_name, create) => {
	let place: Place;
	/** Two of them know nothing of each other, as two processes would. */
	let db: Db;
	let other: Db;

	beforeEach(async () => {
		place = await create();
		db = place.open();
		other = place.open();
		await migrate(db, 'concurrency', MIGRATIONS);
	});

	afterEach(async () => {
		await db.destroy();
		await other.destroy();
		await place.remove();
	});

	describe('the clock', () => {
		it('is ISO 8601 UTC text with milliseconds, and about the one of this machine', async () => {
			const before = Date.now();
			const now = await dbNow(db);
			expect(now).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
			expect(new Date(now).toISOString()).toBe(now);
			expect(Date.parse(now)).toBeGreaterThanOrEqual(before - 5);
			expect(Date.parse(now)).toBeLessThanOrEqual(Date.now() + 5);
		});

		it('goes on inside a transaction', async () => {
			await db.transaction().execute(async (tx) => {
				const first = await dbNow(tx);
				await new Promise((wake) => setTimeout(wake, 20));
				expect((await dbNow(tx)) > first).toBe(true);
			});
		});

		it('can be compared with inside a statement', async () => {
			await insert(db, '2001-01-01T00:00:00.000Z');
			await insert(db, '2999-01-01T00:00:00.000Z');
			const due = await db
				.selectFrom('run_number')
				.select('series')
				.where('series', '<=', clock(db))
				.execute();
			expect(due).toEqual([{ series: '2001-01-01T00:00:00.000Z' }]);
			await db
				.updateTable('run_number')
				.set({ series: clock(db) })
				.where('series', '>', clock(db))
				.execute();
			expect((await seriesOf(db))[1]).toMatch(/^2[^9]/);
		});
	});

	describe('compare and set', () => {
		it('is won by exactly one of many', async () => {
			await insert(db, 'claim', 0);
			const claim = async (queries: Db, by: number) => {
				const result = await queries
					.updateTable('run_number')
					.set({ last: by })
					.where('series', '=', 'claim')
					.where('last', '=', 0)
					.executeTakeFirstOrThrow();
				return updated(result);
			};
			const won = await Promise.all(
				Array.from({ length: 30 }, (_, index) => claim(index % 2 ? db : other, index + 1)),
			);
			expect(won.filter((count) => count === 1)).toHaveLength(1);
			expect(won.filter((count) => count === 0)).toHaveLength(29);
			const { last } = await db.selectFrom('run_number').select('last').executeTakeFirstOrThrow();
			expect(last).toBe(won.indexOf(1) + 1);
		});

		it('counts inserts that met a key, and deletes', async () => {
			const put = async () =>
				updated(
					await db
						.insertInto('run_number')
						.values({ series: 'key', year: 2026, last: 1 })
						.onConflict((conflict) => conflict.doNothing())
						.executeTakeFirstOrThrow(),
				);
			const take = async () => updated(await db.deleteFrom('run_number').executeTakeFirstOrThrow());
			expect([await put(), await put(), await take(), await take()]).toEqual([1, 0, 1, 0]);
		});
	});

	describe('a locked row', () => {
		const addOne = (queries: Db) =>
			queries.transaction().execute(async (tx) => {
				await lockRow(tx, 'run_number', 'series', 'shared');
				const { last } = await tx
					.selectFrom('run_number')
					.select('last')
					.where('series', '=', 'shared')
					.executeTakeFirstOrThrow();
				await tx
					.updateTable('run_number')
					.set({ last: last + 1 })
					.where('series', '=', 'shared')
					.execute();
			});

		it('makes what is read and then decided upon one thing', async () => {
			await insert(db, 'shared', 0);
			await Promise.all(Array.from({ length: 40 }, (_, index) => addOne(index % 2 ? db : other)));
			const rows = await db.selectFrom('run_number').select('last').execute();
			expect(rows).toEqual([{ last: 40 }]);
		});

		it('waits for the one who holds it, and sees what they wrote', async () => {
			await insert(db, 'shared', 0);
			const inside = gate();
			const finish = gate();
			const order: string[] = [];
			const first = db.transaction().execute(async (tx) => {
				expect(await lockRow(tx, 'run_number', 'series', 'shared')).toBe(true);
				await setLast(tx, 7);
				inside.open();
				await finish.opened;
				order.push('first');
			});
			await inside.opened;
			const second = other.transaction().execute(async (tx) => {
				await lockRow(tx, 'run_number', 'series', 'shared');
				order.push('second');
				return tx.selectFrom('run_number').select('last').executeTakeFirstOrThrow();
			});
			await new Promise((wake) => setTimeout(wake, 50));
			finish.open();
			await first;
			expect(await second).toEqual({ last: 7 });
			expect(order).toEqual(['first', 'second']);
		});

		it('says that there is none, and changes nothing', async () => {
			await insert(db, 'shared', 3);
			await db.transaction().execute(async (tx) => {
				expect(await lockRow(tx, 'run_number', 'series', 'none')).toBe(false);
				expect(await lockRow(tx, 'run_number', 'series', 'shared')).toBe(true);
			});
			const { rows } = await sql`select series, year, last from run_number`.execute(db);
			expect(rows).toEqual([{ series: 'shared', year: 2026, last: 3 }]);
		});

		it('is refused outside a transaction', async () => {
			await expect(lockRow(db, 'run_number', 'series', 'x')).rejects.toThrow(
				'inside a transaction',
			);
		});
	});
});

const setLast = (tx: Queries, last: number) => tx.updateTable('run_number').set({ last }).execute();
