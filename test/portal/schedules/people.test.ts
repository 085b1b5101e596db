import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endUnapproved } from '../../../portal/approvals/unapproved';
import type { Services } from '../../../portal/services';
import { addressOf as at, cover, employees } from '../../harness/directory';
import { connectSandbox, joined, owner, type Browser, type TestPortal } from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';

const LATER = { when: 'later', at: '2027-07-09T18:00', zone: 'Europe/Berlin', devices: 'leave' };

let portal: TestPortal;
let boss: Browser;
let manager: Browser;
let foreign: Browser;
let services: Services;

beforeAll(async () => {
	({ portal, browser: boss } = await rehearsed());
	manager = await joined(portal, boss, 'manager@corp.example', 'manager');
	foreign = await owner(portal, 'eve@other.example');
	await connectSandbox(portal, foreign);
	services = {
		...{ db: portal.runner.db, runner: portal.runner, config: { publicUrl: portal.url } },
		now: () => portal.now(),
	} as unknown as Services;
}, 120_000);

afterAll(() => portal.close());

const textOf = async (browser: Browser, path: string) =>
	(await browser.get(path)).text.replaceAll('<wbr>', '');
/** Makes a list for later. @returns its page */
async function listOf(names: readonly string[], by = boss, more = {}): Promise<string> {
	const form = { people: names.join('\n'), confirm: `offboard ${names.length}`, ...LATER, ...more };
	const { location, text } = await by.post('/bulks', form);
	if (!location?.startsWith('/schedules/')) throw new Error(location ?? text);
	return location;
}
const add = (path: string, names: readonly string[], by = boss) =>
	by.post(`${path}/people`, { people: names.join('\n'), confirm: `add ${names.length}` });
const idOf = (path: string) => path.split('/').at(-1) ?? '';
const on = async (path: string) =>
	(await portal.runner.schedules.people(idOf(path))).map(
		({ employee }) => employee.userPrincipalName,
	);
const cancel = (path: string) => boss.post(`${path}/cancel`);
const hashIn = (page: string) => /name="hash" value="([0-9a-f]{64})"/.exec(page)?.[1] ?? '';

const [ADELE, MIRIAM, LEE, DIEGO] = [
	'adele.vance',
	'miriam.graham',
	'lee.gu',
	'diego.siciliani',
].map(at) as [string, string, string, string];

describe('people for a list that is scheduled', () => {
	it('are found, or written, and every line is checked as for a new list', async () => {
		const path = await listOf([ADELE, MIRIAM]);
		const other = await listOf([LEE]);
		expect(await textOf(boss, path)).toContain(`href="${path}/people"`);
		expect(await textOf(boss, `${path}/people?q=diego`)).toContain(DIEGO);
		const found = await textOf(boss, `${path}/people?q=diego`);
		const one = new RegExp(`href="(${path}/people\\?user=[0-9a-f-]{36})"`).exec(found)?.[1] ?? '';
		const checked = await textOf(boss, one);
		for (const text of ['1 person can be', 'add 1', `${path}/people/preview?user=`, '2027-07-09']) {
			expect([text, checked.includes(text)]).toEqual([text, true]);
		}
		const preview = await textOf(boss, one.replace('?', '/preview?'));
		expect(preview).toContain('What will happen');
		const csv = [
			'user;ticket;team',
			...[`${DIEGO};HR-7;x`, `${ADELE};;x`, `${LEE};;x`, 'nobody@rehearsal.example;;x'],
			...[`${DIEGO};;x`, '=1+1;;x'],
		].join('\r\n');
		const table = (await boss.post(`${path}/people/check`, { people: csv })).text;
		for (const text of [
			...['1 person can be, 4 lines can’t', '2 people are on the list', 'Ticket HR-7'],
			...['On this list already.', `Scheduled already, as ${idOf(other)}.`],
			...['is not among the synced employees', 'Written twice', 'Columns not used: team'],
		]) {
			expect([text, table.includes(text)]).toEqual([text, true]);
		}
		expect(await on(path)).toEqual([ADELE, MIRIAM]);
		const unsure = await boss.post(`${path}/people`, { people: csv, confirm: 'add 2' });
		expect([unsure.status, unsure.text.includes('Nobody was added.')]).toEqual([422, true]);
		const done = await boss.post(`${path}/people`, { people: csv, confirm: 'add 1' });
		expect(done.location).toBe(path);
		expect((await boss.post(`${path}/people`, { people: DIEGO, confirm: 'add 1' })).location).toBe(
			path,
		);
		expect(await on(path)).toEqual([ADELE, MIRIAM, DIEGO]);
		const page = await textOf(boss, path);
		expect(page).toContain('<h1>3 people</h1>');
		expect(page).toContain('Added by owner &lt;owner@corp.example&gt;');
		const log = await textOf(boss, '/audit');
		expect(log).toContain('People put on a scheduled list: 1; on it now: 3');
		await cancel(other);
		await cancel(path);
	}, 60_000);

	it('are taken off again by whoever may, but the last one', async () => {
		const path = await listOf([ADELE, MIRIAM]);
		const user = (await portal.runner.schedules.people(idOf(path)))[0]?.employee.id ?? '';
		expect((await foreign.post(`${path}/people/remove`, { user })).status).toBe(404);
		expect((await foreign.get(`${path}/people`)).status).toBe(404);
		expect((await foreign.post(`${path}/people`, { people: LEE, confirm: 'add 1' })).status).toBe(
			404,
		);
		expect((await manager.post(`${path}/people/remove`, { user })).location).toBe(`${path}#who`);
		expect(await on(path)).toEqual([MIRIAM]);
		const again = await boss.post(`${path}/people/remove`, { user });
		expect([again.status, again.text.includes('not on this list any more')]).toEqual([409, true]);
		const last = (await portal.runner.schedules.people(idOf(path)))[0]?.employee.id ?? '';
		const none = await boss.post(`${path}/people/remove`, { user: last });
		expect([none.status, none.text.includes('Cancel the list instead')]).toEqual([409, true]);
		expect(await textOf(boss, '/audit')).toContain(
			'Person taken off a scheduled list; on it now: 1',
		);
		// Whoever was taken off may be scheduled with another list.
		await cancel(await listOf([ADELE]));
		await cancel(path);
	}, 60_000);

	it('by two admins at once are on it once each, and nobody is lost', async () => {
		const path = await listOf([ADELE]);
		const both = await Promise.all([
			add(path, [MIRIAM, LEE], boss),
			add(path, [LEE, DIEGO], manager),
		]);
		expect(both.map(({ location }) => location)).toEqual([path, path]);
		expect((await on(path)).sort()).toEqual([ADELE, DIEGO, LEE, MIRIAM].sort());
		const due_at = new Date(Date.now() - 1_000).toISOString();
		const { db } = portal.runner;
		await db.updateTable('schedule').set({ due_at }).where('id', '=', idOf(path)).execute();
		await db
			.updateTable('schedule')
			.set({ state: 'started', claim_occurrence: 0 })
			.where('id', '=', idOf(path))
			.execute();
		const late = await add(path, [at('joni.sherman')]);
		expect([late.status, late.text.includes('has started or ended')]).toEqual([409, true]);
		const states = { state: 'cancelled', active: 0 };
		await db.updateTable('schedule').set(states).where('id', '=', idOf(path)).execute();
	}, 60_000);

	it('are no more than a trial covers', async () => {
		const path = await listOf([ADELE]);
		const names = await employees(portal, boss, 30);
		const others = names.filter((name) => name !== ADELE).slice(0, 12);
		const answer = await add(path, others);
		expect([answer.status, answer.text.includes('The trial covers 10 employees')]).toEqual([
			409,
			true,
		]);
		expect(await on(path)).toEqual([ADELE]);
		await cancel(path);
	}, 60_000);
});

describe('a second person', () => {
	it('is asked once the whole list is more than 25, and agrees to these people on this list', async () => {
		const names = await employees(portal, boss, 40);
		await cover(portal, boss, names);
		const path = await listOf(names.slice(0, 20), manager);
		const [more, one] = [names.slice(20, 26), names[30] ?? ''];
		const checked = (await manager.post(`${path}/people/check`, { people: more.join('\n') })).text;
		expect(checked).toContain('because with them these are 26 people, more than 25');
		const asked = (await add(path, more, manager)).location ?? '';
		expect(asked).toMatch(/^\/approvals\//);
		expect((await on(path)).length).toBe(20);
		expect(await textOf(manager, path)).toContain('6 more people wait for approval');
		const page = await textOf(boss, asked);
		for (const name of names.slice(0, 26)) expect(page).toContain(name);
		expect(page).toContain('Approve, and add 6 people');
		expect(page).toContain('26 people on the list, with these');
		// Somebody comes onto the list meanwhile: what was read is not what it is.
		expect((await add(path, [one], manager)).location).toBe(path);
		const grown = await boss.post(`${asked}/approve`, { hash: hashIn(page) });
		expect([grown.status, grown.text.includes('Somebody else was put on the list')]).toEqual([
			409,
			true,
		]);
		const user = (await portal.runner.schedules.people(idOf(path))).at(-1)?.employee.id ?? '';
		await manager.post(`${path}/people/remove`, { user });
		expect((await manager.post(`${asked}/approve`, { hash: hashIn(page) })).status).toBe(403);
		const done = await boss.post(`${asked}/approve`, { hash: hashIn(page) });
		expect(done.location).toBe(path);
		const people = await portal.runner.schedules.people(idOf(path));
		expect(people.map(({ employee }) => employee.userPrincipalName)).toEqual(names.slice(0, 26));
		const { caseFacts } = await portal.runner.schedules.get(idOf(path));
		expect(caseFacts?.approvedBy).toBe('owner <owner@corp.example>');
		expect(people.at(-1)).toMatchObject({
			added: { by: 'manager <manager@corp.example>' },
			caseFacts: { approvedBy: 'owner <owner@corp.example>', requesterRole: 'manager' },
		});
		// One more, and the word that was given does not cover them.
		const next = await add(path, [one], manager);
		expect(next.location).toMatch(/^\/approvals\//);
		expect(await textOf(boss, next.location ?? '')).toContain('One agreed to the list as it was');
		await boss.post(`${path}/cancel`);
		const late = await textOf(boss, next.location ?? '');
		const over = await boss.post(`${next.location}/approve`, { hash: hashIn(late) });
		expect([over.status, over.text.includes('has started or ended')]).toEqual([409, true]);
		await manager.post(`${next.location}/withdraw`);
	}, 120_000);

	it('who does not answer before it starts agrees to nobody, and whoever asked is told', async () => {
		const names = (await employees(portal, boss, 40)).slice(0, 26);
		const soon = new Date(portal.now().getTime() + 2 * 3_600_000).toISOString().slice(0, 19);
		const path = await listOf(names.slice(0, 20), manager, { at: soon, zone: 'UTC' });
		const asked = (await add(path, names.slice(20), manager)).location ?? '';
		portal.wait(3 * 3_600_000);
		const page = await textOf(boss, asked);
		const late = await boss.post(`${asked}/approve`, { hash: hashIn(page) });
		expect(late.status).toBe(409);
		await endUnapproved(services);
		const mails = (await portal.browser().get('/dev/outbox')).text;
		expect(mails).toContain('before it starts, so it can not be approved any more');
		portal.wait(-3 * 3_600_000);
		expect((await on(path)).length).toBe(20);
		await cancel(path);
	}, 60_000);
});
