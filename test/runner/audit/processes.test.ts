import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../../../runner/database/open';
import { ENGINES } from '../database/engines';
import { checkpoint, entriesIn } from './scene';

vi.setConfig({ testTimeout: 180_000 });

/** The built ones, because what appends at the same moment has to be processes. */
const DIST = resolve(__dirname, '../../../dist/runner');
const APPEND = `
	const { openDatabase } = require(${JSON.stringify(`${DIST}/database/open.js`)});
	const { auditOf } = require(${JSON.stringify(`${DIST}/audit/audit-of.js`)});
	const [folder, name, count] = process.argv.slice(1);
	const one = (db, n) => db.transaction().execute(async (tx) => {
		const run = name + '-' + n;
		const personal = { user: run };
		await auditOf(db).append(tx, [{ type: 'offboarding.requested', run, facts: {}, personal }]);
		// Every tenth changes its mind: that must leave no gap.
		if (n % 10 === 9) throw new Error('rolled back');
	}).catch((error) => { if (error.message !== 'rolled back') throw error; });
	openDatabase(folder).then(async (db) => {
		for (let n = 0; n < Number(count); n += 4) {
			await Promise.all([n, n + 1, n + 2, n + 3].map((m) => one(db, m)));
		}
		await db.destroy();
	}).catch((error) => { console.error(error); process.exitCode = 1; });
`;

const COUNT = 60;

describe.each(ENGINES)('the audit log, on %s', (_name, create) => {
	it('has no gap and no fork when three processes append to it, from its first entry on', async () => {
		const place = await create();
		const env = { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', ...place.environment };
		const run = (name: string) =>
			promisify(execFile)(process.execPath, ['-e', APPEND, place.folder, name, String(COUNT)], {
				env,
			});
		await Promise.all(['a', 'b', 'c'].map(run));
		const db = await openDatabase(place.folder, place.environment);
		const rows = await entriesIn(db);
		const kept = 3 * COUNT * 0.9;
		expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: kept }, (_, n) => n + 1));
		expect(rows.slice(1).every(({ prev }, index) => prev === rows[index]?.hash)).toBe(true);
		expect(new Set(rows.map((row) => row.run)).size).toBe(kept);
		expect(await checkpoint(db)).toMatchObject({ size: kept, root: rows.at(-1)?.hash });
		await db.destroy();
		await place.remove();
	});
});
