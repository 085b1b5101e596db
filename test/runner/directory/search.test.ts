import { afterEach, describe, expect, it } from 'vitest';
import type { Db } from '../../../runner/database/db';
import { openDatabase } from '../../../runner/database/open';
import { writePage } from '../../../runner/directory/write-page';
import { directoryIn, type Directory } from '../../../runner/directory/directory';
import type { PeopleQuery } from '../../../runner/directory/people';
import type { Sighting } from '../../../runner/directory/sighting';
import { ENGINES } from '../database/engines';

const close: (() => Promise<void>)[] = [];

afterEach(async () => {
	for (const one of close.splice(0).reverse()) await one();
});

const place = { tenantId: '11111111-1111-4111-8111-111111111111', group: null };
const other = { tenantId: '22222222-2222-4222-8222-222222222222', group: null };

interface Row {
	readonly name: string;
	readonly upn?: string;
	readonly mail?: string;
	readonly department?: string;
	readonly title?: string;
	readonly guest?: boolean;
	readonly onPremises?: boolean;
	readonly manager?: string;
}

const idOf = (at: number): string => `${String(at).padStart(8, '0')}-0000-4000-8000-000000000000`;

const sighting = (row: Row, at: number): Sighting => ({
	id: idOf(at),
	gone: null,
	facts: {
		display_name: row.name,
		user_principal_name: row.upn ?? `user${at}@corp.example`,
		mail: row.mail ?? null,
		account_enabled: 1,
		user_type: row.guest ? 'Guest' : 'Member',
		department: row.department ?? null,
		job_title: row.title ?? null,
		on_premises_sync_enabled: row.onPremises ? 1 : null,
	},
	manager: { came: row.manager ?? null, went: [] },
});

async function write(db: Db, rows: readonly Row[], where = place): Promise<void> {
	const round = { number: 1, full: true, startedAt: '2026-11-01T00:00:00.000Z' };
	await db.transaction().execute(async (tx) => {
		await writePage(tx, where, rows.map(sighting), round);
	});
}

const PEOPLE: readonly Row[] = [
	{ name: 'Jürgen Müller', upn: 'j.mueller@corp.example', department: 'Einkauf', manager: 'm' },
	{ name: 'Ольга Иванова', upn: 'olga@corp.example', title: 'Главный бухгалтер' },
	{ name: 'Zoë Łukasiewicz', mail: 'zoe.l@other.example', department: 'einkauf' },
	{ name: "Bob O'Neill", title: 'Driver, night shift', onPremises: true },
	{ name: '王小明', upn: 'wang@corp.example' },
	{ name: 'Gast Müller', guest: true },
];

describe.each(ENGINES)('on %s', (_name, create) => {
	async function scene(rows: readonly Row[] = PEOPLE): Promise<{ db: Db; directory: Directory }> {
		const home = await create();
		close.push(() => home.remove());
		const db = await openDatabase(home.folder, home.environment);
		close.push(() => db.destroy());
		await write(db, rows);
		return { db, directory: directoryIn(db) };
	}

	const names = async (directory: Directory, query: Partial<PeopleQuery>) =>
		(await directory.people({ ...place, ...query })).people.map(({ displayName }) => displayName);

	it('words are found wherever they stand, without case, accents and domains', async () => {
		const { directory } = await scene();
		for (const [search, ...found] of [
			['MÜLLER', 'Jürgen Müller'],
			['muller jur', 'Jürgen Müller'],
			['Ж'],
			['ИВАН', 'Ольга Иванова'],
			['бухг', 'Ольга Иванова'],
			['zoe.l@anything.example', 'Zoë Łukasiewicz'],
			['EINKAUF', 'Jürgen Müller', 'Zoë Łukasiewicz'],
			['oneill'],
			["o'neill night", "Bob O'Neill"],
			['王', '王小明'],
			['ueller'],
		] as const) {
			expect([search, ...(await names(directory, { search }))]).toEqual([search, ...found]);
		}
	});

	it('what a query language would read as an operator is text', async () => {
		const { directory } = await scene();
		for (const search of [
			"' or 1=1 --",
			'"',
			'*',
			'müller OR zoë',
			'NEAR(a)',
			'%',
			'_',
			'\\',
			'!|&',
			"');",
		]) {
			expect([search, await names(directory, { search })]).toEqual([search, []]);
		}
	});

	it('narrows to a department, to what comes from Active Directory, to whom nobody leads', async () => {
		const { directory } = await scene();
		expect(await names(directory, { department: 'EINKAUF' })).toEqual([
			'Jürgen Müller',
			'Zoë Łukasiewicz',
		]);
		expect(await names(directory, { department: 'Eink' })).toEqual([]);
		expect(await names(directory, { onPremises: true })).toEqual(["Bob O'Neill"]);
		expect(await names(directory, { department: 'einkauf', noManager: true })).toEqual([
			'Zoë Łukasiewicz',
		]);
		const facets = await directory.facets(place);
		expect(facets).toMatchObject({ onPremises: 1, noManager: 5, counts: { guests: 1, total: 6 } });
		expect(facets.departments).toEqual([{ name: 'Einkauf', people: 2 }]);
		const narrow = { department: null, onPremises: false, noManager: false };
		const found = await directory.countFound(place, 'muller', narrow);
		expect([found?.get('employee'), found?.get('guest')]).toEqual([1, 1]);
	});

	it('goes there and back, in both orders, with and without a search', async () => {
		const rows = Array.from({ length: 23 }, (_, at) => ({
			name: at % 4 === 0 ? 'Anna Same' : `Person ${String(at * 7).padStart(3, '0')}`,
			guest: at % 3 === 0,
			department: 'All',
		}));
		const { directory } = await scene(rows);
		for (const search of ['', 'all']) {
			for (const descending of [false, true]) {
				const query = {
					...place,
					search,
					descending,
					kinds: ['employee', 'guest'] as const,
					limit: 5,
				};
				const there: string[][] = [];
				let page = await directory.people(query);
				expect(page.previous).toBeNull();
				there.push(page.people.map(({ id }) => id));
				while (page.next !== null) {
					page = await directory.people({ ...query, after: page.next });
					there.push(page.people.map(({ id }) => id));
				}
				expect(new Set(there.flat()).size).toBe(23);
				const back: string[][] = [there.at(-1) ?? []];
				while (page.previous !== null) {
					page = await directory.people({ ...query, before: page.previous });
					back.unshift(page.people.map(({ id }) => id));
				}
				expect(back).toEqual(there);
			}
		}
	});

	it('follows changes, and shows nobody of another tenant', async () => {
		const { db, directory } = await scene();
		await write(db, [{ name: 'Jürgen Müller' }], other);
		await write(db, [{ name: 'Jürgen Meier', upn: 'j.meier@corp.example' }]);
		expect(await names(directory, { search: 'mull', kinds: ['employee'] })).toEqual([]);
		expect(await names(directory, { search: 'meier' })).toEqual(['Jürgen Meier']);
		await directory.forget(place);
		expect(await names(directory, { search: 'meier' })).toEqual([]);
		expect((await directory.people({ ...other, search: 'müller' })).people).toHaveLength(1);
		expect((await directory.facets(place)).counts.total).toBe(0);
	});
});
