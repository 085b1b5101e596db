import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contains } from '../../../runner/database/contains';
import type { Db } from '../../../runner/database/db';
import { ENGINES, type Place } from './engines';

describe.each(ENGINES)('a search in a text, on %s', (_, create) => {
	let place: Place;
	let db: Db;

	beforeAll(async () => {
		place = await create();
		db = place.open();
	});

	afterAll(async () => {
		await db.destroy();
		await place.remove();
	});

	const found = async (text: string, search: string): Promise<boolean> => {
		const { rows } = await sql<{
			one: number;
		}>`select 1 as one where ${contains(db, sql`cast(${text} as text)`, search)}`.execute(db);
		return rows.length === 1;
	};

	it.each([
		['Aaliyah Novák', 'NOVÁK'],
		['AALIYAH NOVÁK', 'novák'],
		['Zoë Ångström', 'ÅNG'],
		['Ольга Петрова', 'ПЕТР'],
		['Ελένη Παπαδοπούλου', 'ΠΑΠΑΔΟΠΟΎΛΟΥ'],
		['Groß', 'groß'],
		['Aaliyah Yılmaz', 'YILMAZ'],
		['İpek Yıldız', 'ipek yildiz'],
		['山田 太郎', '田 太'],
		['Zo\u00eb', 'zoe\u0308'],
		['🙂 smiles', '🙂'],
	])('%s has %s in it', async (text, search) => {
		expect(await found(text, search)).toBe(true);
	});

	it.each([
		...'!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
		'***:a',
		'(?i)a',
		'[^a]',
		'[a-z]',
		'\\d',
		'[[:alpha:]]',
	])('%s is a text, and no more than that', async (sign) => {
		expect([
			await found(`x${sign}y`, `X${sign}Y`),
			await found('xay', `x${sign}y`),
			await found('a', sign),
		]).toEqual([true, false, false]);
	});

	it('nothing is in everything, and what no text can hold is left out of what was typed', async () => {
		expect([await found('', ''), await found('any', ''), await found('any', 'a\0ny')]).toEqual([
			true,
			true,
			true,
		]);
		expect(await found('any', '\ud800')).toBe(false);
	});
});
