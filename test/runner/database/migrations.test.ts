import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { sql, type Kysely } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Db } from '../../../runner/database/db';
import { migrate } from '../../../runner/database/migrate';
import { MIGRATIONS } from '../../../runner/database/migrations';
import { openDatabase } from '../../../runner/database/open';
import { ENGINES, insert, seriesOf, type Place } from './engines';

/** The built one, because what starts at the same moment has to be processes. */
const OPEN = resolve(__dirname, '../../../dist/runner/database/open.js');
const OPEN_AND_WRITE = `
	const { openDatabase } = require(${JSON.stringify(OPEN)});
	const [folder, series] = process.argv.slice(1);
	openDatabase(folder).then(async (db) => {
		await db.insertInto('run_number').values({ series, year: 2026, last: 1 }).execute();
		await db.destroy();
	}).catch((error) => { console.error(error); process.exitCode = 1; });
`;

describe.each(ENGINES)('%s', (_name, create) => {
	let place: Place;

	beforeEach(async () => {
		place = await create();
	});

	afterEach(() => place.remove());

	const open = () => openDatabase(place.folder, place.environment);

	it('finds again what was written before; migrating twice changes nothing', async () => {
		const first = await open();
		await insert(first, 'OFF', 7);
		await first.destroy();
		const second = await open();
		expect(await second.selectFrom('run_number').select('last').execute()).toEqual([{ last: 7 }]);
		const { rows } = await sql`select name from kysely_migration order by name`.execute(second);
		expect(rows).toEqual(Object.keys(MIGRATIONS).map((name) => ({ name })));
		await second.destroy();
	});

	it('works when several open the same new place at once', async () => {
		// Three, because each of them may wait in one of the four threads that all of this process share.
		for (let round = 0; round < 8; round += 1) {
			const own = await create();
			const all = await Promise.all([1, 2, 3].map(() => openDatabase(own.folder, own.environment)));
			expect(await seriesOf(all[2] as Db)).toEqual([]);
			await Promise.all(all.map((db) => db.destroy()));
			await own.remove();
		}
	});

	it('works when several processes do', async () => {
		const env = { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', ...place.environment };
		const one = (series: string) =>
			promisify(execFile)(process.execPath, ['-e', OPEN_AND_WRITE, place.folder, series], { env });
		await Promise.all(['a', 'b', 'c'].map(one));
		const db = await open();
		expect(await seriesOf(db)).toEqual(['a', 'b', 'c']);
		await db.destroy();
	}, 60_000);

	it('refuses a database of a newer version in one line, and leaves it as it is', async () => {
		const db = await open();
		await sql`insert into kysely_migration values ('0999-future', '2030-01-01')`.execute(db);
		const error: unknown = await open().catch((reason: unknown) => reason);
		expect(String(error)).toMatch(
			/^DatabaseError: The database [^\n]* was made by a newer OffboardIQ \(0999-future\)\. Update OffboardIQ, [^\n]*$/,
		);
		const { rows } = await sql`select count(*) as n from kysely_migration`.execute(db);
		expect(rows).toEqual([{ n: Object.keys(MIGRATIONS).length + 1 }]);
		await db.destroy();
	});

	it('leaves nothing behind of a migration that breaks half-way', async () => {
		const db = place.open();
		const broken = {
			up: async (tx: Kysely<unknown>) => {
				await tx.schema.createTable('half').addColumn('id', 'text').execute();
				throw new Error('half-way');
			},
		};
		await expect(migrate(db, 'broken', { ...MIGRATIONS, '0002-broken': broken })).rejects.toThrow(
			'The database broken could not be brought up to date; it is as it was. Report this.',
		);
		await expect(sql`select * from half`.execute(db)).rejects.toThrow('half');
		await expect(sql`select * from run`.execute(db)).rejects.toThrow('run');
		await migrate(db, 'mended', MIGRATIONS);
		expect(await seriesOf(db)).toEqual([]);
		await db.destroy();
	});
});
