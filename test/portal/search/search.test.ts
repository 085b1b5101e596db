import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pagesFor } from '../../../portal/search/pages';
import { ROLES } from '../../../portal/team/roles';
import {
	connectSandbox,
	joined,
	offboarded,
	owner,
	type Browser,
	type TestPortal,
} from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';

let portal: TestPortal;
let boss: Browser;
let viewer: Browser;
let foreign: Browser;
/** The first organisation's. */
let ids: { person: string; run: string; schedule: string; list: string };

const at = (alias: string): string => `${alias}@rehearsal.example`;
const main = (text: string) => text.slice(text.indexOf('<main'));
const find = async (browser: Browser, q: string) =>
	main((await browser.get(`/search?${new URLSearchParams({ q }).toString()}`)).text);
const live = async (browser: Browser, q: string) =>
	(await browser.get(`/search?${new URLSearchParams({ q }).toString()}`, { 'hx-request': 'true' }))
		.text;

async function idOf(browser: Browser, alias: string): Promise<string> {
	const page = (await browser.get(`/employees?q=${alias}`)).text;
	return /href="\/employees\/([0-9a-f-]{36})"/.exec(page)?.[1] ?? 'none';
}

beforeAll(async () => {
	({ portal, browser: boss } = await rehearsed());
	viewer = await joined(portal, boss, 'viewer@corp.example', 'viewer');
	foreign = await owner(portal, 'owner@other.example');
	const person = await idOf(boss, 'adele.vance');
	const run = await offboarded(portal, boss, person);
	const user = await idOf(boss, 'miriam.graham');
	const later = { when: 'later', at: '2027-07-09T18:00', zone: 'Europe/Berlin', ticket: 'HR-77%' };
	const made = await boss.post('/offboardings', { user, confirm: at('miriam.graham'), ...later });
	const people = at('lee.gu');
	const list = await boss.post('/bulks', { people, confirm: 'offboard 1' });
	const last = (path: string | null) => path?.split('/').at(-1) ?? 'none';
	ids = { person, run, schedule: last(made.location), list: last(list.location) };
	expect(Object.values(ids)).not.toContain('none');
	for (let tries = 0; tries < 100; tries++) {
		if ((await portal.runner.bulkOf(ids.list))?.finishedAt) break;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}, 180_000);

afterAll(() => portal.close());

describe('a search', () => {
	it('leads to people by the beginning of a name, an address or an id', async () => {
		for (const q of ['adele', 'VANCE ad', at('adele.vance'), ids.person]) {
			expect([q, await find(boss, q)]).toEqual([
				q,
				expect.stringContaining(`href="/employees/${ids.person}"`),
			]);
		}
	});

	it('leads to runs with their records, schedules and lists', async () => {
		const byName = await find(boss, 'adele v');
		expect(byName).toContain(`href="/offboardings/${ids.run}"`);
		expect(byName).toContain(`href="/reports/${ids.run}"`);
		expect(await find(boss, ids.run.toLowerCase())).toContain(`href="/offboardings/${ids.run}"`);
		for (const q of ['graham', ids.schedule, 'hr-77%']) {
			expect([q, await find(boss, q)]).toEqual([
				q,
				expect.stringContaining(`href="/schedules/${ids.schedule}"`),
			]);
		}
		for (const q of [at('lee.gu'), 'lee g', ids.list]) {
			expect([q, await find(boss, q)]).toEqual([
				q,
				expect.stringContaining(`href="/bulks/${ids.list}"`),
			]);
		}
	});

	it('leads to pages, and to none that a role may not open', async () => {
		expect(await find(boss, 'templ')).toContain('href="/settings/templates"');
		expect(await find(boss, 'delete the')).toContain('href="/settings/delete"');
		expect(await find(viewer, 'delete the')).not.toContain('href="/settings/delete"');
		expect(await find(viewer, 'new off')).not.toContain('href="/offboardings/new"');
		// After the trial no form is found that is refused then.
		const after = pagesFor({ role: 'owner', isReadOnly: true }, 'off').hits;
		expect(after.map(({ href }) => href)).toEqual(['/offboardings']);
		const browsers = { owner: boss, viewer } as const;
		for (const role of ROLES) {
			const browser = role === 'owner' || role === 'viewer' ? browsers[role] : null;
			if (!browser) continue;
			for (const { href } of pagesFor({ role, isReadOnly: false }, '').hits) {
				const { status, location } = await browser.get(href);
				expect([href, status, location]).toEqual([href, 200, null]);
			}
		}
	}, 60_000);

	it('is a whole page without a script, and a few of each kind as a part of one', async () => {
		const part = await live(boss, 'rehearsal');
		expect(part).not.toContain('<html');
		const some = await live(boss, 'a');
		expect(some).toContain('Type one more letter');
		expect(await live(boss, '')).not.toContain('found-r');
		const whole = await boss.get('/search?q=adele');
		expect(whole.text).toContain('<title>Search · OffboardIQ</title>');
		expect(whole.text).toContain('id="find" name="q" type="search" value="adele"');
		const parts = (await live(boss, 'al')).match(/class="hit"/g) ?? [];
		expect(parts.length).toBeGreaterThan(0);
	});

	it('has words for nothing, for too little, and for what is not there', async () => {
		expect(await find(boss, '')).toContain('What are you looking for?');
		expect(await find(boss, ' a ')).toContain('Type one more letter');
		expect(await find(boss, 'zzyzx')).toContain('Nothing is found for “zzyzx”');
		expect(await find(foreign, 'adele')).toContain('No tenant is connected');
	});
});

it('nothing of another organisation is ever found, by its names, numbers, addresses or ids', async () => {
	// Before and after they have a tenant of their own, with people of the same names.
	for (const connect of [false, true]) {
		if (connect) await connectSandbox(portal, foreign);
		for (const q of ['adele', 'graham', at('lee.gu'), 'hr-77', ...Object.values(ids), '%', '__']) {
			for (const text of [await find(foreign, q), await live(foreign, q)]) {
				for (const theirs of [ids.run, ids.schedule, ids.list]) {
					// What was typed is said again, and leads nowhere.
					expect([q, text.includes(`/${theirs}`)]).toEqual([q, false]);
				}
			}
		}
	}
	const tenants = new Set((await portal.runner.runs()).map(({ request }) => request.tenantId));
	const text = await find(foreign, 'adele');
	for (const tenant of tenants) expect(text).not.toContain(tenant);
}, 120_000);

it('what is typed is text: it is neither markup nor a pattern, and no length or sign breaks anything', async () => {
	const hostile = [
		'<script>alert(1)</script>',
		'"><img src=x onerror=alert(1)>',
		"' or 1=1 --",
		'adele" OR "a',
		'%',
		'%%',
		'__',
		'\\\\',
		'a\0b',
		'NEAR(adele vance)',
		'<%= it.member %>',
		'\u202eadele',
		'💥💥',
		'x'.repeat(199) + '💥',
		'{{7*7}}',
		'../../employees',
	];
	for (const q of hostile) {
		for (const headers of [{}, { 'hx-request': 'true' }] as Record<string, string>[]) {
			const path = `/search?${new URLSearchParams({ q }).toString()}`;
			const { status, text } = await boss.get(path, headers);
			expect([q, status]).toEqual([q, 200]);
			expect(text).not.toContain('<script>alert');
			expect(text).not.toContain('<img src=x');
			expect([q, text.includes(`/offboardings/${ids.run}"`)]).toEqual([q, false]);
		}
	}
	for (const path of ['/search?q=adele&q=x', '/search?q[]=adele', '/search?q=%ff%fe', '/search']) {
		expect([path, (await boss.get(path)).status]).toEqual([path, 200]);
	}
}, 60_000);

it('somebody of another tenant of the organisation is looked at by going there', async () => {
	const { db } = portal.runner;
	const [run] = await portal.runner.runs();
	const tenant = run?.request.tenantId ?? '';
	// The tenant that is worked in is another one.
	const from = (await db
		.selectFrom('tenant' as never)
		.selectAll()
		.where('tenant_id' as never, '=', tenant as never)
		.executeTakeFirst()) as unknown as Record<string, unknown>;
	const second = '99999999-aaaa-4aaa-8aaa-999999999999';
	await db
		.insertInto('tenant' as never)
		.values({ ...from, tenant_id: second, name: 'Second Tenant' })
		.execute();
	await boss.post(`/tenants/${second}/work-in`);
	const text = await find(boss, 'adele');
	const [, action, next] =
		/action="(\/tenants\/[^"]+\/work-in)"><input type="hidden" name="next" value="([^"]+)"/.exec(
			text,
		) ?? [];
	expect([action, next]).toEqual([`/tenants/${tenant}/work-in`, `/employees/${ids.person}`]);
	const gone = await boss.post(action ?? '', { next: next ?? '' });
	expect(gone.location).toBe(next);
	expect((await boss.get(next ?? '')).text).toContain('Adele Vance');
	for (const away of ['https://evil.example/', '//evil.example', '/\\evil.example']) {
		expect((await boss.post(action ?? '', { next: away })).location).toBe('/');
	}
});
