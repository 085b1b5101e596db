import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeSchedule } from '../../../runner/schedule/change-schedule';
import { scheduleVersion, type Schedule } from '../../../runner';
import { addressOf as at, idOf as personId } from '../../harness/directory';
import { connectSandbox, joined, owner, type Browser, type TestPortal } from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';

let portal: TestPortal;
let boss: Browser;
let manager: Browser;
let viewer: Browser;
let foreign: Browser;

beforeAll(async () => {
	({ portal, browser: boss } = await rehearsed());
	manager = await joined(portal, boss, 'manager@corp.example', 'manager');
	viewer = await joined(portal, boss, 'viewer@corp.example', 'viewer');
	foreign = await owner(portal, 'eve@other.example');
	await connectSandbox(portal, foreign);
}, 180_000);

afterAll(() => portal.close());

const LATER = { when: 'later', at: '2027-07-09T18:00', zone: 'Europe/Berlin' };
const textOf = async (browser: Browser, path: string) =>
	(await browser.get(path)).text.replaceAll('<wbr>', '');
const idOf = (path: string) => path.split('/').at(-1) ?? '';
const get = (path: string): Promise<Schedule> => portal.runner.schedules.get(idOf(path));
const numberIn = (text: string) => /name="preview" value="([^"]+)"/.exec(text)?.[1] ?? '';
const versionIn = (text: string) => /name="version" value="([^"]+)"/.exec(text)?.[1] ?? '';

type Fields = Readonly<Record<string, string>>;

/** Schedules somebody. @returns its page */
async function scheduled(alias: string, more: Fields = {}, by = boss): Promise<string> {
	const user = await personId(boss, alias);
	const { location, text } = await by.post('/offboardings', {
		...{ user, confirm: at(alias), ...LATER, ...more },
	});
	if (!location?.startsWith('/schedules/'))
		throw new Error(location ?? /href="#user">[^<]*/.exec(text)?.[0]);
	return location;
}

/** What a browser sends that has read the form and the preview of these choices. */
async function readForm(path: string, alias: string, choice: Fields, by = boss): Promise<Fields> {
	const version = versionIn((await by.get(`${path}/change`)).text);
	const preview = numberIn((await by.post(`${path}/change/preview`, choice)).text);
	return { ...choice, confirm: at(alias), version, preview, shows: 'preview' };
}

const cancel = (path: string) => boss.post(`${path}/cancel`);

describe('what a schedule says', () => {
	it('is changed but for its time, as it was read, in the name of whoever changes it', async () => {
		const path = await scheduled('adele.vance', {
			...{ devices: 'wipeCompany', ticket: 'HR-1', reason: 'Moves away', approvedBy: 'Tess' },
			...{ endAt: '2027-07-09T17:00', endZone: 'Europe/Berlin', manager: at('lee.gu') },
		});
		expect(await textOf(boss, path)).toContain(`href="${path}/change"`);
		const page = await textOf(manager, `${path}/change`);
		for (const text of [
			...[`value="${at('lee.gu')}"`, 'value="HR-1"', 'Moves away', 'value="Tess"'],
			'That owner &lt;owner@corp.example&gt; asked first stays in the audit log.',
			...['value="2027-07-09T17:00"', '<option value="wipeCompany" selected>', '2027-07-09 18:00'],
		]) {
			expect([text, page.includes(text)]).toEqual([text, true]);
		}
		const choice = {
			...{ devices: 'leave', manager: at('alex.wilber'), outOfOffice: 'I have left.' },
			...{ ticket: 'HR-2', reason: 'Moves away', approvedBy: 'Tess' },
			...{ endAt: '2027-07-09T17:00', endZone: 'Europe/Berlin' },
		};
		const form = await readForm(path, 'adele.vance', choice, manager);
		expect(await textOf(boss, `${path}/change`)).not.toContain('asked first');
		const before = await get(path);
		const wrong = await manager.post(`${path}/change`, { ...form, confirm: 'adele' });
		expect([wrong.status, wrong.text.includes('Nothing was changed.')]).toEqual([422, true]);
		expect(await get(path)).toEqual(before);
		expect((await manager.post(`${path}/change`, form)).location).toBe(path);
		const after = await get(path);
		expect(after).toMatchObject({
			...{ manager: await personId(boss, 'alex.wilber'), ticket: 'HR-2', state: 'pending' },
			choices: { devicePolicy: 'leave', outOfOffice: 'I have left.' },
			requestedBy: 'manager <manager@corp.example>',
			caseFacts: {
				...{ reason: 'Moves away', approvedBy: 'Tess', requesterRole: 'manager' },
				effectiveEnd: '2027-07-09T15:00:00.000Z',
			},
		});
		expect([after.time, after.employee]).toEqual([before.time, before.employee]);
		const log = await textOf(boss, '/audit');
		expect(log).toContain('Schedule changed: who gets the mail, ticket, devices, out-of-office');
		// A button that was pressed twice changes nothing more, and says nothing wrong.
		expect((await manager.post(`${path}/change`, form)).location).toBe(path);
		expect(await get(path)).toEqual(after);
		await cancel(path);
	}, 90_000);

	it('is in the log in clear without anybody’s name, and encrypted with what it was before', async () => {
		const path = await scheduled('lee.gu', { devices: 'leave', ticket: 'HR-1' });
		const form = await readForm(path, 'lee.gu', {
			...{ devices: 'wipeCompany', ticket: 'HR-1', manager: at('alex.wilber') },
		});
		await boss.post(`${path}/change`, form);
		const rows = await portal.runner.db.selectFrom('audit_entry').selectAll().execute();
		const entry = (rows as Record<string, unknown>[])
			.map((row) => JSON.stringify(row))
			.find((text) => text.includes('schedule.changed') && text.includes(idOf(path)));
		expect(entry).toMatch(/devicesBefore[^}]*leave/);
		expect(entry).toContain('who gets the mail, devices');
		const other = await personId(boss, 'alex.wilber');
		for (const name of ['alex.wilber', other, 'lee.gu']) expect(entry).not.toContain(name);
		await cancel(path);
	}, 60_000);

	it('is not changed by what was not read: the preview is shown again', async () => {
		const path = await scheduled('isaiah.langer', { devices: 'leave' });
		const before = await get(path);
		const form = await readForm(path, 'isaiah.langer', { devices: 'leave', ticket: 'HR-9' });
		const other = await boss.post(`${path}/change`, { ...form, devices: 'wipeCompany' });
		expect(other.status).toBe(422);
		expect(other.text).toContain('You chose something else after the preview was read.');
		expect(other.text).toContain('value="HR-9"');
		for (const preview of ['', 'none', 'SIM-2020-000001']) {
			const unread = await boss.post(`${path}/change`, { ...form, preview });
			expect([unread.status, unread.text.includes('Read what will happen')]).toEqual([422, true]);
			expect(numberIn(unread.text)).toMatch(/^SIM-/);
		}
		expect(await get(path)).toEqual(before);
		const wrong = await boss.post(`${path}/change`, { ...form, endAt: 'soon', endZone: 'UTC' });
		expect([wrong.status, wrong.text.includes('Give a date and a time')]).toEqual([422, true]);
		const nobody = await readForm(path, 'isaiah.langer', {
			...{ devices: 'leave', manager: 'nobody@rehearsal.example' },
		});
		const refused = await boss.post(`${path}/change`, nobody);
		expect([refused.status, refused.text.includes('This would be refused')]).toEqual([422, true]);
		expect(await get(path)).toEqual(before);
		await cancel(path);
	}, 90_000);
});

describe('of two who change it', () => {
	it('the form of an old tab does not overwrite what is newer', async () => {
		const path = await scheduled('miriam.graham', { devices: 'wipeCompany' });
		const old = await readForm(path, 'miriam.graham', { devices: 'wipeCompany', ticket: 'OLD' });
		const fresh = await readForm(path, 'miriam.graham', { devices: 'leave' }, manager);
		await manager.post(`${path}/change`, fresh);
		const after = await get(path);
		const answer = await boss.post(`${path}/change`, old);
		expect([answer.status, answer.location]).toEqual([409, null]);
		expect(answer.text).toContain('Somebody has changed this schedule since you opened this page.');
		expect(answer.text).toContain('value="OLD"');
		expect(answer.text).toContain('Change it as it is now');
		// Sent once more from the page that says so, it is as old as before.
		const again = { ...old, version: versionIn(answer.text) };
		expect((await boss.post(`${path}/change`, again)).status).toBe(409);
		expect(await get(path)).toEqual(after);
		// A time that was moved meanwhile is not what was read either.
		const moved = await readForm(path, 'miriam.graham', { devices: 'retireAll' });
		await manager.post(`${path}/edit`, { at: '2027-08-01T09:00', zone: 'UTC' });
		expect((await boss.post(`${path}/change`, moved)).status).toBe(409);
		await cancel(path);
	}, 90_000);

	it('at the same moment one gets their way, and the other is told', async () => {
		const path = await scheduled('lee.gu', { devices: 'wipeCompany' });
		const [one, two] = [
			await readForm(path, 'lee.gu', { devices: 'leave', ticket: 'ONE' }),
			await readForm(path, 'lee.gu', { devices: 'retireAll', ticket: 'TWO' }, manager),
		];
		const answers = await Promise.all([
			boss.post(`${path}/change`, one),
			manager.post(`${path}/change`, two),
		]);
		expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
		const { ticket, choices } = await get(path);
		expect([`${ticket} ${choices?.devicePolicy}`]).toEqual([
			answers[0]?.status === 303 ? 'ONE leave' : 'TWO retireAll',
		]);
		await cancel(path);
	}, 60_000);

	it('a start in between comes first: nothing of it is half done', async () => {
		const path = await scheduled('lee.gu', { devices: 'leave' });
		const { db, connections } = portal.runner;
		const before = await get(path);
		const change = changeSchedule(
			{
				...{ db, connections },
				lookUp: async (request) => {
					const found = await portal.runner.lookUp(request);
					await db
						.updateTable('schedule')
						.set({ state: 'started' })
						.where('id', '=', before.id)
						.execute();
					return found;
				},
			},
			before.id,
			{
				...{ manager: null, ticket: 'LATE', caseFacts: null, requestedBy: 'x', choices: null },
				version: scheduleVersion(before),
			},
		);
		await expect(change).rejects.toMatchObject({ problem: 'tooLate' });
		expect(await get(path)).toEqual({ ...before, state: 'started' });
		const state = { state: 'cancelled', active: 0 };
		await db.updateTable('schedule').set(state).where('id', '=', before.id).execute();
	}, 60_000);
});

describe('who may change it', () => {
	/** Gives the Manager another address. */
	const called = async (email: string) =>
		await portal.runner.db
			.updateTable('account' as never)
			.set({ email } as never)
			.where('email_key' as never, '=', 'manager@corp.example' as never)
			.execute();

	it('is whoever may begin offboardings, in their own organisation, and not of themselves', async () => {
		const path = await scheduled('lee.gu', { devices: 'leave' });
		const form = await readForm(path, 'lee.gu', { devices: 'wipeCompany' });
		for (const [browser, status] of [
			[viewer, 403],
			[foreign, 404],
		] as const) {
			expect((await browser.get(`${path}/change`)).status).toBe(status);
			expect((await browser.post(`${path}/change`, form)).status).toBe(status);
			expect((await browser.post(`${path}/change/preview`, {})).status).toBe(status);
			expect((await browser.post(`${path}/change/reply`, {})).status).toBe(status);
		}
		expect(await textOf(viewer, path)).not.toContain(`${path}/change`);
		await called(at('lee.gu'));
		const answer = await manager.post(`${path}/change`, form);
		expect([answer.status, answer.text.includes('your own account')]).toEqual([403, true]);
		await called('manager@corp.example');
		expect((await get(path)).choices).toEqual({ devicePolicy: 'leave' });
		await cancel(path);
	}, 90_000);

	it('nobody, while it waits for an answer; and a list has other pages', async () => {
		const path = await scheduled('lee.gu', { devices: 'leave' });
		const form = await readForm(path, 'lee.gu', { devices: 'wipeCompany' });
		await portal.runner.schedules.hold(idOf(path), 'It was late.');
		const held = await boss.post(`${path}/change`, form);
		expect([held.status, held.text.includes('It waits for an answer.')]).toEqual([409, true]);
		expect((await get(path)).choices).toEqual({ devicePolicy: 'leave' });
		await cancel(path);
		const people = { people: at('lee.gu'), confirm: 'offboard 1', ...LATER };
		const list = (await boss.post('/bulks', people)).location ?? '';
		expect((await boss.get(`${list}/change`)).status).toBe(404);
		expect(await textOf(boss, list)).not.toContain(`${list}/change`);
		await cancel(list);
	}, 90_000);

	it('nobody, once a second person agreed to it as it is', async () => {
		await boss.post('/settings/approval', { required: 'yes' });
		const user = await personId(boss, 'lee.gu');
		const form = { user, confirm: at('lee.gu'), ...LATER, devices: 'leave' };
		const asked = (await manager.post('/offboardings', form)).location ?? '';
		expect(asked).toMatch(/^\/approvals\//);
		const hash = /name="hash" value="([0-9a-f]{64})"/.exec((await boss.get(asked)).text)?.[1] ?? '';
		const read = numberIn((await boss.get(`${asked}/preview`)).text);
		const agreed = await boss.post(`${asked}/approve`, { hash, preview: read });
		const path = agreed.location ?? '';
		expect(path).toMatch(/^\/schedules\//);
		await boss.post('/settings/approval', { required: 'no' });
		const says = 'owner agreed to it as it is. Cancel it and ask again.';
		const page = await textOf(manager, path);
		expect(page).toContain(says);
		expect(page).not.toContain(`${path}/change"`);
		const before = await get(path);
		const opened = await boss.get(`${path}/change`);
		expect([opened.status, opened.text.includes(says)]).toEqual([409, true]);
		const change = { confirm: at('lee.gu'), devices: 'wipeCompany', preview: read };
		const version = scheduleVersion(before);
		const sent = await manager.post(`${path}/change`, { ...change, version });
		expect([sent.status, sent.text.includes(says)]).toEqual([409, true]);
		expect(await get(path)).toEqual(before);
		await cancel(path);
	}, 90_000);
});

/* Last: a scheduler that is stopped lets no run of its process begin any more. */
describe('what a schedule says then', () => {
	it('is what happens at its time', async () => {
		const path = await scheduled('alex.wilber', { devices: 'wipeCompany', ticket: 'HR-1' });
		const choice = {
			...{ devices: 'leave', manager: at('diego.siciliani'), outOfOffice: 'Ask Diego instead.' },
			...{ ticket: 'HR-2', reason: 'New words' },
		};
		const form = await readForm(path, 'alex.wilber', choice, manager);
		expect((await manager.post(`${path}/change`, form)).location).toBe(path);
		const soon = new Date(Date.now() + 3_000).toISOString().slice(0, 19);
		await boss.post(`${path}/edit`, { at: soon, zone: 'UTC' });
		const scheduler = portal.runner.scheduler({
			...{ reportFolder: portal.folder, listener: () => undefined },
		});
		for (let tries = 0; tries < 300; tries++) {
			await scheduler.tick();
			if ((await get(path)).state === 'finished') break;
			await new Promise((resolve) => setTimeout(resolve, 200));
		}
		await scheduler.stop();
		const run = await portal.runner.run((await get(path)).runId ?? '');
		expect(run?.request).toMatchObject({
			...{ ticket: 'HR-2', manager: await personId(boss, 'diego.siciliani') },
			...{ requestedBy: 'manager <manager@corp.example>' },
			choices: { devicePolicy: 'leave', outOfOffice: 'Ask Diego instead.' },
			caseFacts: { reason: 'New words', requesterRole: 'manager' },
		});
		const step = (key: string) =>
			JSON.stringify(run?.steps.find((one) => one.key === key)?.outcome ?? null);
		expect(step('forwardEmail')).toContain(at('diego.siciliani'));
		expect(step('wipeDevices')).not.toMatch(/"status":"(done|accepted)"/);
		const late = await boss.post(`${path}/change`, form);
		expect([late.status, late.text.includes('It has started, ended')]).toEqual([409, true]);
		expect((await boss.get(`${path}/change`)).status).toBe(409);
		expect(await textOf(boss, path)).not.toContain(`${path}/change`);
	}, 120_000);
});
