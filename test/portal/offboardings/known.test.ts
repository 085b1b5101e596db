import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	connectSandbox,
	signUp,
	untilEnded,
	type Browser,
	type TestPortal,
} from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';

let portal: TestPortal;
let browser: Browser;

beforeAll(async () => {
	({ portal, browser } = await rehearsed());
}, 180_000);

afterAll(() => portal.close());

const at = (alias: string): string => `${alias}@rehearsal.example`;

async function idOf(alias: string, by: Browser = browser): Promise<string> {
	const page = (await by.get(`/employees?q=${alias}`)).text;
	return /href="\/employees\/([0-9a-f-]{36})"/.exec(page)?.[1] ?? 'none';
}

const LATER = { when: 'later', at: '2027-07-09T18:00', zone: 'Europe/Berlin' };

describe('whoever is chosen', () => {
	it('is found with sign-in off already, and a sync is one press away with what was typed', async () => {
		const page = (await browser.get('/offboardings/new?q=emily')).text;
		expect(page).toContain(`href="/offboardings/new?user=${await idOf('emily.braun')}"`);
		expect(page).toContain('<span class="tag">Sign-in off</span>');
		const none = (await browser.get('/offboardings/new?q=nobody-at-all')).text;
		expect(none).toContain('Nobody matches “nobody-at-all”');
		const form = { back: 'choose', q: 'new&er' };
		const synced = await browser.post('/employees/sync', form);
		expect(synced.location).toBe('/offboardings/new?q=new%26er');
	}, 30_000);

	it('is told to be one’s own account before anything is typed', async () => {
		const self = await signUp(portal, at('alex.wilber'));
		await self.post('/welcome/organisation', { name: 'Self' });
		await self.post('/welcome/team', { skip: '1' });
		await connectSandbox(portal, self);
		const user = await idOf('alex.wilber', self);
		const form = (await self.get(`/offboardings/new?user=${user}`)).text;
		expect(form).toContain('This is your own account');
		expect(form).not.toContain('name="confirm"');
		const sent = await self.post('/offboardings', {
			user,
			confirm: at('alex.wilber'),
			ticket: 'A',
		});
		expect([sent.status, sent.text.includes('value="A"')]).toEqual([403, true]);
	}, 30_000);

	it('is said to be scheduled, and what was typed stays where a second one is refused', async () => {
		const user = await idOf('adele.vance');
		const form = { user, confirm: at('adele.vance'), ...LATER };
		const made = await browser.post('/offboardings', form);
		const page = (await browser.get(`/offboardings/new?user=${user}`)).text;
		expect(page).toContain(`href="${made.location}"`);
		expect(page).toContain(
			'2027-07-09 18:00 in Europe/Berlin. It stays, also when you run this now',
		);
		const again = await browser.post('/offboardings', { ...form, ticket: 'HR-5' });
		expect(again.status).toBe(409);
		expect(again.text).toContain('This person is scheduled already.');
		expect(again.text).toContain('value="HR-5"');
		expect(again.text).toContain(`href="${made.location}"`);
		// Of somebody else nothing is said.
		const other = (await browser.get(`/offboardings/new?user=${await idOf('lee.gu')}`)).text;
		expect(other).not.toContain('Scheduled already');
	}, 60_000);

	it('is said to be offboarded before, with the run', async () => {
		const user = await idOf('isaiah.langer');
		const started = await browser.post('/offboardings', { user, confirm: at('isaiah.langer') });
		await untilEnded(portal, started.location?.split('/').at(-1) ?? '');
		const page = (await browser.get(`/offboardings/new?user=${user}`)).text;
		expect(page).toContain('Offboarded before');
		expect(page).toContain(`href="${started.location}"`);
	}, 60_000);
});

describe('a schedule that was cancelled', () => {
	const said = {
		...{ ticket: 'HR-6', devices: 'leave', outOfOffice: 'Gone <b>', reason: 'Moves' },
		...{ endAt: '2027-07-09T17:00', endZone: 'Asia/Tokyo', lockOutTarget: '30' },
	};

	it('shows all that was said, and fills the form anew with it', async () => {
		const user = await idOf('lee.gu');
		const form = { user, confirm: at('lee.gu'), ...LATER, ...said };
		const path = (await browser.post('/offboardings', form)).location ?? '';
		const page = (await browser.get(path)).text;
		expect(page).toContain('Gone &lt;b&gt;');
		expect(page).toContain('<dd>Moves</dd>');
		await browser.post(`${path}/cancel`, {});
		const link = /href="(\/offboardings\/new\?[^"]+from=[^"]+)"/.exec(
			(await browser.get(path)).text,
		)?.[1];
		const filled = (await browser.get((link ?? '').replace('&amp;', '&'))).text;
		for (const value of ['HR-6', '2027-07-09T18:00', '2027-07-09T17:00', '30']) {
			expect(filled).toContain(`value="${value}"`);
		}
		expect(filled).toContain('Gone &lt;b&gt;</textarea>');
		expect(filled).toContain('<option value="leave" selected>');
		expect(filled).toContain('<option selected>Asia/Tokyo</option>');
		// That of somebody else fills nothing.
		const other = await idOf('adele.vance');
		const foreign = await browser.get(
			`/offboardings/new?user=${other}&from=${path.split('/').at(-1)}`,
		);
		expect(foreign.text).not.toContain('HR-6');
	}, 60_000);

	it('says on its own page that it was, to whoever cancels it once more', async () => {
		const user = await idOf('patti.fernandez');
		const form = { user, confirm: at('patti.fernandez'), ...LATER };
		const path = (await browser.post('/offboardings', form)).location ?? '';
		await browser.post(`${path}/cancel`, {});
		const again = await browser.post(`${path}/cancel`, {});
		expect(again.status).toBe(409);
		expect(again.text).toContain('It has started, ended or been answered meanwhile.');
		expect(again.text).toContain('Patti Fernandez');
		expect(again.text).toContain('Offboard after all');
	}, 60_000);
});
