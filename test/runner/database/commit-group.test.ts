import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Db } from '../../../runner/database/db';
import { migrate } from '../../../runner/database/migrate';
import { MIGRATIONS } from '../../../runner/database/migrations';
import { DATABASE_FILE } from '../../../runner/database/open';
import { ENGINES, gate, insert, seriesOf, type Place } from './engines';

const MANY = Array.from({ length: 100 }, (_, number) => `n${String(number).padStart(3, '0')}`);

describe.each(ENGINES)('many writers at the same moment on %s', (_name, create) => {
	let place: Place;
	let db: Db;
	let other: Db;

	beforeEach(async () => {
		place = await create();
		db = place.open();
		other = place.open();
		await migrate(db, 'group', MIGRATIONS);
	});

	afterEach(async () => {
		await db.destroy();
		await other.destroy();
		await place.remove();
	});

	it('are told of their commit only when everybody else can see it', async () => {
		const seen = await Promise.all(
			MANY.map(async (series) => {
				await db.transaction().execute((tx) => insert(tx, series));
				return (await seriesOf(other)).includes(series);
			}),
		);
		expect(seen).not.toContain(false);
	});

	it('lose nothing to those among them that fail, before or after their first write', async () => {
		const results = await Promise.allSettled(
			MANY.map((series, at) =>
				db.transaction().execute(async (tx) => {
					if (at % 5 === 0) throw new Error('before');
					await insert(tx, series);
					// The same key a second time: a statement that fails.
					if (at % 5 === 1) await insert(tx, series);
					await insert(tx, `${series}b`);
					if (at % 5 === 2) throw new Error('after');
				}),
			),
		);
		const kept = MANY.filter((_, at) => at % 5 > 2);
		expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(kept.length);
		expect(await seriesOf(other)).toEqual(kept.flatMap((series) => [series, `${series}b`]));
	});

	it('may write without a transaction in between', async () => {
		const results = await Promise.allSettled([
			...MANY.map((series) => db.transaction().execute((tx) => insert(tx, series))),
			...MANY.map((series, at) => insert(db, at % 2 === 0 ? `${series}x` : 'once')),
		]);
		expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(49);
		expect((await seriesOf(other)).length).toBe(151);
	});
});

describe.each(ENGINES.filter(([name]) => name !== 'Postgres'))(
	'a commit that fails on %s',
	(_name, create) => {
		it('fails everybody who shares it, and nobody after them joins it', async () => {
			const place = await create();
			const db = place.open();
			try {
				await migrate(db, 'group', MIGRATIONS);
				const inside = gate();
				const finish = gate();
				const first = db.transaction().execute(async (tx) => {
					await insert(tx, 'first');
					inside.open();
					await finish.opened;
				});
				await inside.opened;
				const rest = MANY.map((series) => db.transaction().execute((tx) => insert(tx, series)));
				const all = Promise.allSettled([first, ...rest]);
				rmSync(join(place.folder, DATABASE_FILE));
				finish.open();
				const reasons = (await all).map((result) =>
					result.status === 'rejected' ? String(result.reason) : 'committed',
				);
				expect(reasons).toHaveLength(101);
				for (const reason of reasons) expect(reason).toContain('deleted or replaced');
			} finally {
				await db.destroy();
				await place.remove();
			}
		});
	},
);
