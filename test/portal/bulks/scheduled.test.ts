import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endUnapproved } from '../../../portal/approvals/unapproved';
import { holdAfterPlan } from '../../../portal/schedules/plan-end';
import { remindOfDue } from '../../../portal/schedules/reminders';
import type { Services } from '../../../portal/services';
import { addressOf as at, cover, employees } from '../../harness/directory';
import {
	connectSandbox,
	joined,
	owner,
	PASSWORD,
	type Browser,
	type TestPortal,
} from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
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

const listOf = (names: readonly string[], more = {}) => ({
	...{ people: names.join('\n'), confirm: `offboard ${names.length}`, ...LATER, ...more },
});
const idIn = (location: string | null) => location?.split('/').at(-1) ?? 'none';
const all = () => portal.runner.schedules.list();
const bulks = async () => await portal.runner.db.selectFrom('bulk').selectAll().execute();
const mails = async () => (await portal.browser().get('/dev/outbox')).text.replaceAll('<wbr>', '');
const count = (text: string, what: string) => text.split(what).length - 1;
const ahead = (milliseconds: number) => ({
	...{
		at: new Date(portal.now().getTime() + milliseconds).toISOString().slice(0, 19),
		zone: 'UTC',
	},
});
/** Sessions end while the clock is moved. */
const signIn = (browser: Browser, who: string) =>
	browser.post('/auth/signin', { email: `${who}@corp.example`, password: PASSWORD });

const PAIR = [at('adele.vance'), at('miriam.graham')];

describe('a list for later', () => {
	it.each([
		['2020-01-01T18:00', 'Europe/Berlin', 'This has passed. Choose a later time, or run it now.'],
		['', 'Europe/Berlin', 'Give a date and a time'],
		['2027-02-20T18:00', 'Mars/Olympus', 'Choose a time zone of the list.'],
	])(
		'at "%s" in %s is not made: it says what to change, and keeps what was typed',
		async (time, zone, words) => {
			for (const path of ['/bulks/check', '/bulks']) {
				const answer = await boss.post(path, listOf(PAIR, { at: time, zone, ticket: 'HR-9' }));
				expect([path, answer.status, answer.text.includes(words)]).toEqual([path, 422, true]);
				for (const kept of ['value="later" checked', 'HR-9', PAIR[0] ?? '']) {
					expect([kept, answer.text.includes(kept)]).toEqual([kept, true]);
				}
			}
			expect(await all()).toEqual([]);
		},
	);

	it('is explained before it is confirmed: local, UTC, from now, and what the clocks do', async () => {
		const { text } = await boss.post('/bulks/check', listOf(PAIR));
		expect(text).toMatch(/It begins in \d+ days/);
		expect(text).toContain('2027-07-09 18:00 in Europe/Berlin (UTC+02:00)');
		expect(text).toContain('2027-07-09 16:00 UTC');
		expect(text).toContain('Schedule the offboarding of 2 people');
		expect(text).toContain('<textarea name="when" hidden>\nlater</textarea>');
		for (const [time, word] of [
			['2027-03-28T02:30', 'skip 2027-03-28 02:30'],
			['2027-10-31T02:30', 'twice'],
		]) {
			expect((await boss.post('/bulks/check', listOf(PAIR, { at: time }))).text).toContain(word);
		}
	});

	it('is made once, shown with everybody on it, and changes nothing until then', async () => {
		const unsure = await boss.post('/bulks', listOf(PAIR, { confirm: 'offboard 3' }));
		expect([unsure.status, await all()]).toEqual([422, []]);
		const both = await Promise.all([0, 1].map(() => boss.post('/bulks', listOf(PAIR))));
		const made = both.find(({ location }) => location !== null);
		expect(both.map(({ status }) => status).sort()).toEqual([303, 409]);
		expect(both.find(({ status }) => status === 409)?.text).toContain(
			'Scheduled already: Adele Vance (SCH-',
		);
		expect(made?.location).toMatch(/^\/schedules\/SCH-/);
		const page = (await boss.get(made?.location ?? '')).text.replaceAll('<wbr>', '');
		for (const text of ['<h1>2 people</h1>', 'Adele Vance', ...PAIR, 'Cancel this list']) {
			expect([text, page.includes(text)]).toEqual([text, true]);
		}
		for (const path of ['/schedules', '/', '/schedules?q=ADELE', '/search?q=graham']) {
			expect([path, (await boss.get(path)).text.includes(`href="${made?.location}"`)]).toEqual([
				path,
				true,
			]);
		}
		expect([await bulks(), (await portal.runner.runs({ dryRun: false })).length]).toEqual([[], 0]);
		for (const path of [made?.location ?? '', '/schedules', '/schedules?q=adele']) {
			const theirs = await foreign.get(path);
			expect(theirs.text).not.toContain(idIn(made?.location ?? null).concat('"'));
		}
		expect((await foreign.post(`${made?.location}/cancel`)).status).toBe(404);
	}, 60_000);

	it('keeps those on it from being scheduled alone, or with another list', async () => {
		const user = /href="\/employees\/([0-9a-f-]{36})"/.exec(
			(await boss.get('/employees?q=adele')).text,
		)?.[1];
		const alone = await boss.post('/offboardings', {
			user: user ?? '',
			confirm: at('adele.vance'),
			...LATER,
		});
		expect([alone.status, alone.text.includes('scheduled already')]).toEqual([409, true]);
		const other = await boss.post('/bulks', listOf([at('lee.gu'), at('adele.vance')]));
		expect([other.status, other.text.includes('Scheduled already: Adele Vance')]).toEqual([
			409,
			true,
		]);
		expect(await all()).toHaveLength(1);
	});

	it('gets another time, or none, until it starts', async () => {
		const [schedule] = await all();
		const path = `/schedules/${schedule?.id}`;
		await boss.post(`${path}/edit`, { at: '2027-12-24T12:30', zone: 'America/New_York' });
		expect((await all())[0]?.time.dueAt).toBe('2027-12-24T17:30:00.000Z');
		expect((await boss.post(`${path}/cancel`)).status).toBe(303);
		expect((await boss.get(path)).text).toContain('Cancelled, simulated');
		expect((await boss.post(`${path}/edit`, LATER)).status).toBe(409);
	});

	it('becomes a list at its time, and the schedule leads to it', async () => {
		const names = [at('adele.vance'), at('lee.gu')];
		const id = idIn((await boss.post('/bulks', listOf(names, { ticket: 'HR-3' }))).location);
		const due_at = new Date(Date.now() - 1_000).toISOString();
		await portal.runner.db.updateTable('schedule').set({ due_at }).where('id', '=', id).execute();
		const scheduler = portal.runner.scheduler({ reportFolder: portal.folder });
		for (let tries = 0; tries < 300; tries++) {
			await scheduler.tick();
			if ((await portal.runner.schedules.get(id)).state === 'finished') break;
			await new Promise((resolve) => setTimeout(resolve, 200));
		}
		await scheduler.stop();
		const page = (await boss.get(`/schedules/${id}`)).text;
		const list = /href="(\/bulks\/BULK-[\d-]+)"/.exec(page)?.[1] ?? 'none';
		const card = (await boss.get(list)).text;
		expect(card).toContain('All 2 locked out');
		expect(card).toContain('2 completed');
		expect(
			(await portal.runner.runs({ dryRun: false })).map(({ request }) => request.ticket),
		).toEqual(['HR-3', 'HR-3']);
	}, 90_000);
});

describe('what a second person decides', () => {
	it('is asked when more than 25 are scheduled; it is scheduled then, and not moved by one alone', async () => {
		const names = (await employees(portal, boss, 32))
			.filter((name) => !PAIR.includes(name))
			.slice(0, 27);
		await cover(portal, boss, names);
		const checked = (await manager.post('/bulks/check', listOf(names))).text;
		expect(checked).toContain('Is scheduled once it is approved');
		const asked = await manager.post('/bulks', listOf(names));
		expect(asked.location).toMatch(/^\/approvals\//);
		const path = asked.location ?? '';
		expect((await boss.get('/schedules')).text).toContain('1 more waits for approval');
		const page = (await boss.get(path)).text;
		expect(page).toContain('<b>2027-07-09 18:00</b> Europe/Berlin');
		expect(page).toContain('Approve, and schedule it');
		const hash = /name="hash" value="([0-9a-f]{64})"/.exec(page)?.[1] ?? '';
		const done = await boss.post(`${path}/approve`, { hash });
		expect(done.location).toMatch(/^\/schedules\/SCH-/);
		const schedule = await portal.runner.schedules.get(idIn(done.location));
		expect([schedule.people, schedule.requestedBy, schedule.caseFacts?.approvedBy]).toEqual([
			...[27, 'manager <manager@corp.example>', 'owner <owner@corp.example>'],
		]);
		expect((await manager.post(`${done.location}/edit`, LATER)).status).toBe(409);
		expect((await manager.post(`${done.location}/cancel`)).status).toBe(303);
	}, 90_000);

	it('is held and told of where nobody has agreed at its time', async () => {
		const names = (await employees(portal, boss, 32))
			.filter((name) => !PAIR.includes(name))
			.slice(0, 27);
		const asked = await manager.post('/bulks', listOf(names, ahead(2 * HOUR)));
		portal.wait(3 * HOUR);
		await endUnapproved(services);
		expect(await mails()).toContain('Not approved, so it did not happen: 27 people');
		expect((await bulks()).length).toBe(1);
		portal.wait(-3 * HOUR);
		expect((await manager.post(`${asked.location}/withdraw`)).status).toBe(303);
	}, 60_000);

	it('is not cut into short lists for later', async () => {
		const names = (await employees(portal, boss, 40)).filter((name) => !PAIR.includes(name));
		await cover(portal, boss, names);
		const [first, second] = [names.slice(0, 15), names.slice(15, 28)];
		const made = await boss.post('/bulks', listOf(first));
		expect(made.location).toMatch(/^\/schedules\//);
		const next = await boss.post('/bulks', listOf(second));
		expect(next.location).toMatch(/^\/approvals\//);
		await boss.post(`${next.location}/withdraw`);
		// What was called off does not count.
		await boss.post(`${made.location}/cancel`);
		expect((await boss.post('/bulks/check', listOf(second))).text).not.toContain(
			'A second person must',
		);
	}, 60_000);
});

it('whoever scheduled a list is reminded a day before, and warned, then told that it is held, where the trial ends first', async () => {
	await manager.post('/bulks', listOf(PAIR, ahead(3 * DAY)));
	portal.wait(2 * DAY + HOUR);
	await remindOfDue(services);
	await remindOfDue(services);
	const sent = await mails();
	expect(count(sent, ': offboarding of 2 people')).toBe(1);
	expect(sent).toContain('2 people are offboarded in');
	portal.wait(-(2 * DAY + HOUR));
	const [open] = (await all()).filter(({ state }) => state === 'pending');
	await signIn(manager, 'manager');
	expect((await manager.post(`/schedules/${open?.id}/edit`, ahead(20 * DAY))).status).toBe(303);
	portal.wait(12 * DAY);
	await holdAfterPlan(services);
	expect(count(await mails(), 'Would be held: 2 people')).toBe(2);
	portal.wait(2 * DAY);
	await holdAfterPlan(services);
	const held = await portal.runner.schedules.get(open?.id ?? '');
	expect([held.state, held.bulkId]).toEqual(['needs_confirmation', null]);
	expect(count(await mails(), 'Held, not done: offboarding of 2 people')).toBe(2);
	portal.wait(-14 * DAY);
	await signIn(boss, 'owner');
	expect((await boss.get('/schedules?show=held')).text).toContain(`href="/schedules/${open?.id}"`);
	expect((await boss.get('/')).text).toContain('Shall it still happen? 2 people');
}, 60_000);
