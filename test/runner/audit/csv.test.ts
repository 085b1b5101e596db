import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { csvLine } from '../../../runner/audit/csv';
import { AuditDesk } from '../../../runner/audit/desk';
import { openDatabase } from '../../../runner/database/open';
import { append, scratch } from './scene';

const NASTY = [
	'=HYPERLINK("http://x","y")',
	'+1',
	'-1',
	'@SUM(A1)',
	'\tcmd',
	'\rcmd',
	'＝cmd',
	'＋1',
	'－1',
	'＠x',
];

describe('the table', () => {
	it('has no cell that a spreadsheet would calculate, and loses nothing', () => {
		for (const name of NASTY) {
			const rows: string[][] = parse(csvLine([name]));
			const cell = rows[0]?.[0];
			expect(cell).toBe(`'${name}`);
		}
		const plain = ['a "quoted", name', 'two\nlines', '5 = five', ''];
		expect(parse(csvLine(plain))).toEqual([plain]);
	});

	it('comes with a mark of its encoding, a head, and a row for each entry in its days', async () => {
		const folder = scratch();
		const db = await openDatabase(folder, {});
		const audit = new AuditDesk(db);
		const personal = { user: '=cmd|calc', manager: null };
		await append(db, {
			...{ type: 'offboarding.requested', actor: '=ben', run: 'OFF-1' },
			...{ facts: { tenant: 't' }, personal },
		});
		await append(db, { type: 'offboarding.ended', run: 'OFF-1', facts: { status: 'completed' } });
		const file = join(folder, 'audit.csv');
		expect(await audit.exportCsv({ file, from: null, to: null, actor: 'ben' })).toBe(2);
		const text = readFileSync(file, 'utf8');
		expect(text.startsWith('\uFEFF"Number",')).toBe(true);
		const rows = parse<Record<string, string>>(text, { bom: true, columns: true });
		expect(rows).toMatchObject([
			{ Number: '1', Who: "'=ben", Run: 'OFF-1', 'About the person': JSON.stringify(personal) },
			{ Number: '2', What: 'Offboarding ended: completed', Who: 'system' },
		]);
		const later = join(folder, 'later.csv');
		const from = '2999-01-01T00:00:00.000Z';
		expect(await audit.exportCsv({ file: later, from, to: null, actor: null })).toBe(0);
		await db.destroy();
	});
});
