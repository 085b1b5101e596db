import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	connectSandbox,
	offboarded,
	owner,
	type Browser,
	type TestPortal,
} from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';

/*
 * The lists of runs, of schedules and of lists: more than fit on a page, narrowed by what stands in the address. Most of
 * the rows are copies of one real one, with other names.
 */

let portal: TestPortal;
let boss: Browser;
let foreign: Browser;
let real: { run: string; schedule: string; bulk: string };

const NAMES = ['Zoë Ångström', '100% Sure_Name', 'Ольга Петрова'];
const PLAIN = 120;

type Row = Record<string, unknown>;
const table = async (name: string, id: string, key = 'id') =>
	(await portal.runner.db
		.selectFrom(name as never)
		.selectAll()
		.where(key as never, '=', id as never)
		.executeTakeFirstOrThrow()) as Row;
const insert = async (name: string, rows: readonly Row[]) => {
	for (let from = 0; from < rows.length; from += 20) {
		await portal.runner.db
			.insertInto(name as never)
			.values(rows.slice(from, from + 20))
			.execute();
	}
};
const number = (series: string, n: number) =>
	`${series}-2026-${String(n + 1_000).padStart(6, '0')}`;
const moment = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString();
const nameOf = (n: number) => NAMES[n] ?? `Person ${n}`;
const statusOf = (n: number) =>
	(['completed', 'completed_with_exceptions', 'cancelled', 'running'] as const)[n % 4] ??
	'completed';

function named(json: unknown, n: number): string {
	const of = JSON.parse(json as string) as { employee?: Row };
	const who = { displayName: nameOf(n), userPrincipalName: `person${n}@rehearsal.example` };
	return JSON.stringify(
		of.employee ? { ...of, employee: { ...of.employee, ...who } } : { ...of, ...who },
	);
}

async function userOf(browser: Browser, alias: string): Promise<string> {
	const page = (await browser.get(`/employees?q=${alias}`)).text;
	return /href="\/employees\/([0-9a-f-]{36})"/.exec(page)?.[1] ?? 'none';
}

async function scheduled(browser: Browser, alias: string): Promise<string> {
	const user = await userOf(browser, alias);
	const later = { when: 'later', at: '2027-07-09T18:00', zone: 'Europe/Berlin', ticket: 'HR-5%' };
	const confirm = `${alias}@rehearsal.example`;
	const made = await browser.post('/offboardings', { user, confirm, ...later });
	return made.location?.split('/').at(-1) ?? 'none';
}

async function listed(browser: Browser, alias: string): Promise<string> {
	const people = `${alias}@rehearsal.example`;
	const made = await browser.post('/bulks', { people, confirm: 'offboard 1', ticket: 'HR-6%' });
	const id = made.location?.split('/').at(-1) ?? 'none';
	for (let tries = 0; tries < 300 && !(await portal.runner.bulkOf(id))?.finishedAt; tries++) {
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	return id;
}

beforeAll(async () => {
	({ portal, browser: boss } = await rehearsed());
	foreign = await owner(portal, 'eve@other.example');
	await connectSandbox(portal, foreign);
	const run = await offboarded(portal, boss, await userOf(boss, 'adele.vance'));
	real = {
		run,
		schedule: await scheduled(boss, 'miriam.graham'),
		bulk: await listed(boss, 'lee.gu'),
	};
	const [one, schedule, bulk] = [
		await table('run', run),
		await table('schedule', real.schedule),
		await table('bulk', real.bulk),
	];
	const member = await table('bulk_member', real.bulk, 'bulk_id');
	const all = Array.from({ length: PLAIN }, (_, n) => n);
	const copies = all.map((n) => ({
		...{ ...one, id: number('SIM', n), status: statusOf(n), started_at: moment(n) },
		...{ ticket: n === 7 ? 'ÅRSTA-7' : null, report_path: null },
		offboarding_json: named(one.offboarding_json, n),
	}));
	await insert('run', copies);
	const states = ['pending', 'finished', 'needs_confirmation', 'cancelled'];
	await insert(
		'schedule',
		all.map((n) => ({
			...{ ...schedule, id: number('SCH', n), due_at: moment(n + 1_000_000), ticket: null },
			...{ state: states[n % 4], active: n % 2 === 0 ? 1 : 0, employee_id: `employee-${n}` },
			employee_json: named(schedule.employee_json, n),
		})),
	);
	await insert(
		'bulk',
		all.map((n) => ({
			...{ ...bulk, id: number('BULK', n), ticket: n === 7 ? 'ÅRSTA-8' : null },
			finished_at: statusOf(n) === 'running' ? null : bulk.finished_at,
			cancel_requested_at: statusOf(n) === 'cancelled' ? bulk.finished_at : null,
		})),
	);
	await insert(
		'bulk_member',
		all.map((n) => ({ ...member, bulk_id: number('BULK', n), run_id: number('SIM', n) })),
	);
}, 180_000);

afterAll(() => portal.close());

const main = (text: string) => text.slice(text.indexOf('<main'));
const pathWith = (path: string, query: Record<string, string>) =>
	`${path}?${new URLSearchParams(query).toString()}`;
async function numbers(path: string, query: Record<string, string> = {}, browser = boss) {
	const { status, text } = await browser.get(pathWith(path, query));
	expect(status).toBe(200);
	const found = main(text).matchAll(/class="name(?: mono)?" href="\/[a-z]+\/([A-Z]+-[\d-]+)"/g);
	return [...found].map(([, id]) => id ?? '');
}

/** Everything that the pages lead to, one after the other, as a person without scripts would go. */
async function throughPages(path: string, query: Record<string, string> = {}): Promise<string[]> {
	const found: string[] = [];
	let address: string | null = pathWith(path, query);
	for (let pages = 0; address !== null && pages < 10; pages++) {
		const text: string = main((await boss.get(address)).text);
		const ids = text.matchAll(/class="name(?: mono)?" href="\/[a-z]+\/([A-Z]+-[\d-]+)"/g);
		found.push(...[...ids].map(([, id]) => id ?? ''));
		const next: string | undefined = /<a href="([^"]+)" aria-label="(?:Older|More)/.exec(text)?.[1];
		address = next?.replaceAll('&amp;', '&') ?? null;
	}
	return found;
}

const COUNTS = [
	['/offboardings', 'running', PLAIN / 4],
	['/offboardings', 'completed', PLAIN / 4 + 2],
	['/offboardings', 'exceptions', PLAIN / 4],
	['/offboardings', 'cancelled', PLAIN / 4],
	['/offboardings', 'failed', 0],
	['/offboardings', '', PLAIN + 2],
	['/schedules', '', PLAIN / 2 + 1],
	['/schedules', 'held', PLAIN / 4],
	['/schedules', 'ended', PLAIN / 2],
	['/bulks', '', PLAIN + 1],
	['/bulks', 'running', PLAIN / 4],
	['/bulks', 'completed', PLAIN / 4 + 1],
	['/bulks', 'exceptions', PLAIN / 2],
	['/bulks', 'cancelled', PLAIN / 4],
] as const;

describe('a list of what was asked for', () => {
	it.each(COUNTS)(
		'%s narrowed to “%s” has everything once over its pages',
		async (path, show, count) => {
			const query: Record<string, string> = show === '' ? {} : { show };
			const found = await throughPages(path, query);
			expect([new Set(found).size, found.length]).toEqual([count, count]);
			const chip = new RegExp(`aria-current="true">[^<]+<span class="chip-n">(\\d+)<`);
			expect(chip.exec(main((await boss.get(pathWith(path, query))).text))?.[1]).toBe(`${count}`);
		},
	);

	it('begins with the newest run and list, and with the schedule that is due first', async () => {
		expect((await numbers('/offboardings'))[0]).toMatch(/^SIM-2026-00000/);
		expect((await numbers('/bulks')).slice(0, 2)).toEqual([
			number('BULK', PLAIN - 1),
			number('BULK', PLAIN - 2),
		]);
		expect((await throughPages('/schedules')).at(0)).toBe(real.schedule);
		expect((await numbers('/schedules', { show: 'ended' }))[0]).toBe(number('SCH', PLAIN - 1));
	});

	it.each([
		['/offboardings', 'SIM', {}],
		['/schedules', 'SCH', { show: 'ended' }],
		['/bulks', 'BULK', {}],
	] as const)(
		'%s is searched whatever the case of the letters, and signs are letters',
		async (path, series, show) => {
			const found = (q: string) => numbers(path, { ...show, q });
			// Of the schedules every second one has ended.
			const [zoë, percent, olga] =
				path === '/schedules'
					? [[], [number(series, 1)], []]
					: [0, 1, 2].map((n) => [number(series, n)]);
			for (const q of ['zoë ång', 'ZOË ÅNGSTRÖM']) expect([q, await found(q)]).toEqual([q, zoë]);
			for (const q of ['100% s', '100% SURE_']) expect([q, await found(q)]).toEqual([q, percent]);
			for (const q of ['ольга', 'ПЕТРОВА']) expect([q, await found(q)]).toEqual([q, olga]);
			expect(await found('person33@')).toEqual([number(series, 33)]);
			expect(await found(number(series, 33).toLowerCase())).toEqual([number(series, 33)]);
			expect(await found('%%')).toEqual([]);
			expect(await found("' or 1=1 --")).toEqual([]);
			expect((await found('a\0b\u202e'.repeat(60))).length).toBe(0);
		},
	);

	it('is searched by ticket', async () => {
		expect(await numbers('/offboardings', { q: 'årsta-7' })).toEqual([number('SIM', 7)]);
		expect(await numbers('/bulks', { q: 'Årsta-8' })).toEqual([number('BULK', 7)]);
		expect(await numbers('/schedules', { q: 'hr-5%' })).toEqual([real.schedule]);
		expect(await numbers('/bulks', { q: 'HR-6%' })).toEqual([real.bulk]);
	});

	it('keeps the search in the pages, the chips and the form', async () => {
		const { text } = await boss.get('/offboardings?q=person&show=cancelled');
		expect(text).toContain('value="person"');
		expect(text).toContain('<input type="hidden" name="show" value="cancelled">');
		expect(text).toContain('href="/offboardings?q=person&amp;show=running"');
		const older = await boss.get('/offboardings?q=person');
		expect(older.text).toMatch(
			/href="\/offboardings\?q=person&amp;after=SIM-[\d-]+" aria-label="Older/,
		);
	});

	it('shows what still needs somebody, also where it is not among the newest', async () => {
		// The copies have no step of their own, so that only a run which waits is left for a person.
		const id = number('SIM', 3);
		await portal.runner.db
			.updateTable('run')
			.set({ status: 'waiting' })
			.where('id', '=', id)
			.execute();
		expect(await numbers('/offboardings', { show: 'needs' })).toContain(id);
		await portal.runner.db
			.updateTable('run')
			.set({ status: 'running' })
			.where('id', '=', id)
			.execute();
		expect(await numbers('/offboardings', { show: 'needs' })).not.toContain(id);
	});

	it.each([
		['/offboardings', 'No offboarding is found for “zzyzx”', 'Look among all'],
		['/schedules', 'Nothing scheduled is found for “zzyzx”', 'Show all to come'],
		['/bulks', 'No list is found for “zzyzx”', 'Look among all'],
	])('%s says when nothing is found, and leads on', async (path, words, next) => {
		const { text } = await boss.get(`${path}?q=zzyzx&show=cancelled`);
		expect([text.includes(words), text.includes(next)]).toEqual([true, true]);
		expect(main((await boss.get(`${path}?q=<script>x`)).text)).not.toContain('<script>x');
	});

	it('says that what is looked for is over', async () => {
		const { text } = await boss.get('/schedules?q=100%25+sure');
		expect(text).toContain('One that is over is.');
		expect(text).toContain('href="/schedules?q=100%25+sure&amp;show=ended"');
	});

	it.each([
		['/offboardings', 'SIM'],
		['/schedules', 'SCH'],
		['/bulks', 'BULK'],
	])(
		'%s has nothing of another organisation, by name, number, place or tenant',
		async (path, series) => {
			const tenant = (await table('run', real.run)).tenant_id as string;
			for (const show of ['', 'needs', 'held', 'ended', 'completed', 'cancelled', 'running']) {
				for (const more of [{ q: 'person' }, { q: number(series, 4) }, { tenant }, {}] as Record<
					string,
					string
				>[]) {
					expect(await numbers(path, { show, ...more }, foreign)).toEqual([]);
				}
			}
			expect(await numbers(path, { after: number(series, PLAIN - 1) }, foreign)).toEqual([]);
			// A tenant or a place that is not theirs narrows nothing.
			const all = await numbers(path);
			expect(await numbers(path, { tenant: '99999999-aaaa-4aaa-8aaa-999999999999' })).toEqual(all);
			for (const after of ["' or 1=1 --", 'SIM-1', '../..', '%']) {
				expect([after, await numbers(path, { after })]).toEqual([after, all]);
			}
		},
	);
});
