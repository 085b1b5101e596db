import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Queries } from '../../../portal/database/schema';
import {
	connectSandbox,
	joined,
	owner,
	PASSWORD,
	testPortal,
	type Browser,
	type TestPortal,
} from '../../harness/portal';

let portal: TestPortal;
let boss: Browser;
let viewer: Browser;
let foreign: Browser;

beforeAll(async () => {
	portal = await testPortal();
	boss = await owner(portal, 'owner@corp.example');
	viewer = await joined(portal, boss, 'viewer@corp.example', 'viewer');
	foreign = await owner(portal, 'eve@eve.example');
	await connectSandbox(portal, boss);
}, 120_000);

afterAll(() => portal.close());

const db = () => portal.runner.db as unknown as Queries;

const save = (who: Browser, form: Record<string, string>) =>
	who.post('/views', { list: 'employees', ...form });

/** The saved views above a list: where each leads, by its name. */
async function viewsAbove(who: Browser, path: string): Promise<Record<string, string>> {
	const { text } = await who.get(path);
	const nav = /<nav class="row" aria-label="Saved views">([^]*?)<\/nav>/.exec(text)?.[1] ?? '';
	const links = [...nav.matchAll(/href="([^"]+)"[^>]*>(?:<svg[^]*?<\/svg>)?([^<]+)/g)];
	return Object.fromEntries(
		links.map(([, href = '', name = '']) => [name, href.replaceAll('&amp;', '&')]),
	);
}

async function idOf(name: string): Promise<string> {
	const rows = await db().selectFrom('saved_view').select(['id', 'name']).execute();
	return rows.find((row) => row.name === name)?.id ?? 'none';
}

describe('a saved view', () => {
	it('keeps search, filters, order and columns, and leads back to them', async () => {
		const state = 'q=ann&department=Finance&by=department&sort=desc&columns=mail%2Cstate';
		const saved = await save(boss, { name: '  Finance,   by mail ', state });
		expect([saved.status, saved.location]).toEqual([303, `/employees?${state}`]);
		const { text } = await boss.get(saved.location ?? '');
		expect(text).toMatch(/aria-current="true"><svg[^]*?<\/svg>Finance, by mail</);
		expect(text).toMatch(/href="\/views\/[0-9a-f-]{36}">Change/);
		expect(text).not.toContain('Save this view');
		expect(await viewsAbove(boss, '/employees')).toEqual({
			'Whole list': '/employees',
			'Finance, by mail': `/employees?${state}`,
		});
		expect(await viewsAbove(boss, '/offboardings')).toEqual({});
	});

	it.each([
		['offboardings', 'show=needs&q=adele&columns=result%2Cticket'],
		['schedules', 'q=adele&show=ended'],
		['bulks', 'show=cancelled'],
		['reports', 'q=SIM&result=exceptions&from=2026-11-01'],
		['audit', 'who=system&what=session&columns=hash'],
	])('is there of %s too', async (list, state) => {
		const saved = await boss.post('/views', { list, name: 'As I like it', state });
		expect(saved.status).toBe(303);
		const sorted = (query: string) => [...new URLSearchParams(query)].sort();
		expect(sorted(saved.location?.split('?')[1] ?? '')).toEqual(sorted(state));
		expect((await boss.get(saved.location ?? '')).text).toContain('As I like it');
	});

	it('holds nothing that the list does not understand, whatever was sent or is kept', async () => {
		const state =
			'q=x&evil=1&kind=nobody&after=abc&sort=desc&href=https://evil.example&columns=a,id';
		const { location } = await save(boss, { name: 'Sent', state });
		expect(location).toBe('/employees?q=x&sort=desc&columns=id');
		const fields = {
			q: 'x',
			kind: 'nobody',
			evil: '//evil.example',
			tenant: randomUUID(),
			by: 7,
			department: 7,
		};
		const kept = { fields_json: JSON.stringify(fields) };
		await db().updateTable('saved_view').set(kept).where('name', '=', 'Sent').execute();
		expect((await viewsAbove(boss, '/employees'))['Sent']).toBe('/employees?q=x');
		await boss.post(`/views/${await idOf('Sent')}/delete`);
		expect((await viewsAbove(boss, '/employees'))['Sent']).toBeUndefined();
	});

	it.each([
		['no name', { name: ' ', state: 'q=x' }, 'Give the view a name.'],
		['a long name', { name: 'n'.repeat(61), state: 'q=x' }, 'At most 60 characters.'],
		['a name that is taken', { name: 'FINANCE, by MAIL', state: 'q=x' }, 'has this name'],
		['nothing to keep', { name: 'All', state: 'evil=1' }, 'The list is whole'],
		['too much', { name: 'Much', state: `q=${'x'.repeat(4_000)}` }, 'more than any list has'],
	])('with %s is refused in words, and the form is kept', async (_, form, says) => {
		const answer = await save(boss, form);
		expect(answer.status).toBe(422);
		expect(answer.text).toContain(says);
		expect(answer.text).toContain(`value="${form.name}"`);
		expect(answer.text).toContain(`name="state" value="${form.state.slice(0, 4_000)}"`);
	});

	it('of a list that there is none of, or without any form, is not found', async () => {
		expect((await save(boss, { list: 'constructor', name: 'x', state: 'q=x' })).status).toBe(404);
		expect((await boss.post('/views')).status).toBe(404);
	});

	it('is one of twenty at the most, also when more are sent at once', async () => {
		const send = (at: number) =>
			boss.post('/views', { list: 'bulks', name: `View ${at}`, state: 'q=x' });
		const answers = await Promise.all(Array.from({ length: 22 }, (_, at) => send(at)));
		const refused = answers.filter(({ status }) => status === 422);
		// One was there before.
		expect(refused).toHaveLength(3);
		expect(refused[0]?.text).toContain('You have 20 views of this list.');
	});

	it('is a text wherever its name stands', async () => {
		const name = '<b onclick="x">"Sales"</b>';
		await save(viewer, { name, state: 'department=Sales' });
		for (const path of ['/employees', '/views', `/views/${await idOf(name)}`]) {
			const { text } = await viewer.get(path);
			expect(text).toContain('&lt;b onclick=');
			expect(text).not.toContain('<b onclick');
		}
	});
});

describe('the view that a list opens with', () => {
	it('is where its bare address leads, and the whole list is one step away', async () => {
		await save(viewer, { name: 'Guests', state: 'kind=guest', isDefault: 'yes' });
		const bare = await viewer.get('/employees');
		expect([bare.status, bare.location]).toEqual([303, '/employees?kind=guest']);
		const { text } = await viewer.get('/employees?kind=guest');
		expect(text).toContain('href="/employees?view=all"');
		expect(text).not.toContain('href="/employees?kind="');
		const whole = await viewer.get('/employees?view=all');
		expect(whole.status).toBe(200);
		expect(whole.text).toContain('60 people');
		// Every way to take a filter back leads to a list, and none in a circle.
		expect(whole.text).not.toMatch(/class="chip"[^>]* href="\/employees"/);
		// A part of a page, and an empty search, are asked for on purpose.
		expect((await viewer.get('/employees?q=')).status).toBe(200);
		expect((await viewer.get('/employees', { 'hx-request': 'true' })).status).toBe(200);
		expect((await boss.get('/employees')).status).toBe(200);
	});

	it('is one for each list: the next one takes its place', async () => {
		await save(viewer, { name: 'Disabled', state: 'kind=disabled', isDefault: 'yes' });
		expect((await viewer.get('/employees')).location).toBe('/employees?kind=disabled');
		const id = await idOf('Disabled');
		await viewer.post(`/views/${id}`, { name: 'Sign-in off' });
		expect((await viewer.get('/employees')).status).toBe(200);
		await viewer.post(`/views/${id}`, { name: 'Sign-in off', isDefault: 'yes' });
		expect((await viewer.get('/employees')).location).toBe('/employees?kind=disabled');
		await viewer.post(`/views/${id}/delete`);
		expect((await viewer.get('/employees')).status).toBe(200);
	});
});

describe('a view of everybody', () => {
	const acts = async () =>
		(await boss.get('/audit?what=organisation')).text.match(/Saved view of everybody [\w ]+: \w+/g);

	it('is given by Owners and Admins only, and is in the log as that', async () => {
		const refused = await save(viewer, { name: 'Ours', state: 'kind=guest', isShared: 'yes' });
		expect(refused.status).toBe(403);
		expect(await acts()).toBeNull();
		await save(boss, { name: 'Ours', state: 'kind=guest', isShared: 'yes' });
		expect((await viewsAbove(viewer, '/employees'))['Ours']).toBe('/employees?kind=guest');
		expect(await viewsAbove(foreign, '/views')).toEqual({});
		expect(await acts()).toEqual(['Saved view of everybody made: employees']);
	});

	it('opens the list of whoever wants that, and is not theirs to change', async () => {
		const id = await idOf('Ours');
		const page = (await viewer.get(`/views/${id}`)).text;
		expect(page).toContain('Owners and Admins change its name.');
		expect(page).not.toContain(`/views/${id}/delete`);
		const form = { name: 'Theirs', isShared: '', isDefault: 'yes' };
		expect((await viewer.post(`/views/${id}`, form)).status).toBe(303);
		expect((await viewer.get('/employees')).location).toBe('/employees?kind=guest');
		expect((await boss.get('/employees')).status).toBe(200);
		expect((await viewer.post(`/views/${id}/delete`)).status).toBe(403);
		expect(await idOf('Ours')).toBe(id);
	});

	it('that is taken back is gone for the others, where it opened their list too', async () => {
		const id = await idOf('Ours');
		await boss.post(`/views/${id}`, { name: 'Mine again' });
		expect((await viewer.get('/employees')).status).toBe(200);
		expect((await viewer.get(`/views/${id}`)).status).toBe(404);
		expect(await acts()).toEqual([
			'Saved view of everybody taken back: employees',
			'Saved view of everybody made: employees',
		]);
	});

	it('is of nobody else: what is somebody’s own is not found by others', async () => {
		const id = await idOf('Finance, by mail');
		for (const other of [viewer, foreign]) {
			expect((await other.get(`/views/${id}`)).status).toBe(404);
			expect((await other.post(`/views/${id}`, { name: 'x' })).status).toBe(404);
			expect((await other.post(`/views/${id}/delete`)).status).toBe(404);
		}
	});
});

it('goes with the account it is of; what everybody has stays', async () => {
	const admin = await joined(portal, boss, 'admin@corp.example', 'admin');
	await save(admin, { name: 'Own', state: 'q=own', isDefault: 'yes' });
	await save(admin, { name: 'Given', state: 'q=given', isShared: 'yes' });
	const form = { address: 'admin@corp.example', password: PASSWORD };
	await admin.post('/account/delete', {
		...form,
		...{ 'delete-address': form.address, 'delete-password': PASSWORD },
	});
	expect((await admin.get('/employees')).location).toContain('/auth/signin');
	expect([await idOf('Own'), (await viewsAbove(viewer, '/employees'))['Given']]).toEqual([
		'none',
		'/employees?q=given',
	]);
	const left = await db().selectFrom('saved_view_default').selectAll().execute();
	expect(left).toEqual([]);
	const id = await idOf('Given');
	await boss.post(`/views/${id}`, { name: 'Given', isShared: 'yes', isDefault: 'yes' });
	expect((await boss.get('/employees')).location).toBe('/employees?q=given');
	await boss.post(`/views/${id}/delete`);
	expect((await boss.get('/employees')).status).toBe(200);
});
