import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linkTo, owner, PASSWORD, signUp, testPortal, type TestPortal } from '../../harness/portal';

let portal: TestPortal;

beforeAll(async () => {
	portal = await testPortal();
});

afterAll(() => portal.close());

const signIn = (email: string, password: string) =>
	portal.browser().post('/auth/signin', { email, password });

describe('signing up', () => {
	it('leads to the wizard, signed in', async () => {
		const browser = await signUp(portal, 'ada@one.example');
		expect((await browser.get('/welcome/organisation')).text).toContain('Name your organisation');
		expect((await browser.get('/employees')).location).toBe('/welcome/organisation');
	});

	it('with an address that is taken writes to it and makes nothing', async () => {
		await signUp(portal, 'bea@one.example');
		const again = await signUp(portal, 'bea+two@one.example');
		expect(again.cookie).toBeNull();
		expect((await portal.browser().get('/dev/outbox')).text).toContain(
			'You have an OffboardIQ account already',
		);
	});

	it('keeps what was typed, but no password, and says what is wrong at each field', async () => {
		const form = { name: '<b>Ada', email: 'ada@gmail.com', password: 'short' };
		const answer = await portal.browser().post('/auth/signup', form);
		expect(answer.status).toBe(422);
		expect(answer.text).toContain('&lt;b&gt;Ada');
		expect(answer.text).not.toContain('<b>Ada');
		expect(answer.text).toContain('This is a private address');
		expect(answer.text).not.toContain('value="short"');
	});
});

describe('signing in', () => {
	it('says the same of a wrong password and of somebody unknown', async () => {
		await signUp(portal, 'cleo@one.example');
		const wrong = await signIn('cleo@one.example', 'not the password');
		const unknown = await signIn('nobody@one.example', 'not the password');
		expect(wrong.status).toBe(422);
		expect(unknown.text).toBe(wrong.text.replaceAll('cleo@', 'nobody@'));
	});

	it('stops guessing after five tries, and the right password does not help until then', async () => {
		await signUp(portal, 'dora@one.example');
		for (let guess = 0; guess < 5; guess++) await signIn('dora@one.example', `guess ${guess}`);
		expect((await signIn('dora@one.example', PASSWORD)).status).toBe(429);
	});

	it('gives a new session each time, and signing out ends it', async () => {
		const browser = await owner(portal, 'eve@eve.example');
		const before = browser.cookie;
		await browser.post('/auth/signin', { email: 'eve@eve.example', password: PASSWORD });
		expect(browser.cookie).not.toBe(before);
		const { cookie } = browser;
		await browser.post('/auth/signout');
		browser.cookie = cookie;
		expect((await browser.get('/team')).location).toMatch(/^\/auth\/signin/);
	});

	it('keeps no token in the database', async () => {
		const browser = await signUp(portal, 'fay@one.example');
		const token = browser.cookie?.split('=')[1] ?? 'none';
		const dump = JSON.stringify(
			await portal.runner.db
				.selectFrom('session' as never)
				.selectAll()
				.execute(),
		);
		expect(dump).toContain('id_hash');
		expect(dump).not.toContain(token);
	});
});

describe('a session', () => {
	it('ends after twelve idle hours', async () => {
		const browser = await owner(portal, 'gwen@gwen.example');
		portal.wait(11 * 3_600_000);
		expect((await browser.get('/team')).status).toBe(200);
		portal.wait(12 * 3_600_000 + 1_000);
		expect((await browser.get('/team')).location).toMatch(/^\/auth\/signin/);
	});

	it('ends after seven days however busy it is', async () => {
		const browser = await owner(portal, 'hal@hal.example');
		for (let hour = 0; hour < 7 * 24; hour += 10) {
			expect((await browser.get('/team')).status).toBe(200);
			portal.wait(10 * 3_600_000);
		}
		expect((await browser.get('/team')).location).toMatch(/^\/auth\/signin/);
	});
});

describe('a new password', () => {
	it('comes by a link that works once, and signs every browser out', async () => {
		const browser = await owner(portal, 'ida@ida.example');
		await portal.browser().post('/auth/forgot', { email: 'ida@ida.example' });
		const link = await linkTo(portal, 'ida@ida.example', '/auth/reset/');
		const password = 'another horse battery';
		const first = await portal.browser().post(link, { password });
		const second = await portal.browser().post(link, { password });
		expect([first.status, second.status]).toEqual([303, 410]);
		expect((await browser.get('/team')).location).toMatch(/^\/auth\/signin/);
		expect((await signIn('ida@ida.example', password)).status).toBe(303);
	});

	it('is too late after half an hour', async () => {
		await owner(portal, 'joy@joy.example');
		await portal.browser().post('/auth/forgot', { email: 'joy@joy.example' });
		const link = await linkTo(portal, 'joy@joy.example', '/auth/reset/');
		portal.wait(31 * 60_000);
		expect((await portal.browser().post(link, { password: PASSWORD })).status).toBe(410);
	});

	it('fills nobody’s mailbox: of many links in an hour five are sent, and one works', async () => {
		await owner(portal, 'lea@lea.example');
		for (let n = 0; n < 8; n++)
			await portal.browser().post('/auth/forgot', { email: 'lea@lea.example' });
		await new Promise((resolve) => setTimeout(resolve, 800));
		const outbox = (await portal.browser().get('/dev/outbox')).text.replaceAll('<wbr>', '');
		const mails = outbox.split('<article').filter((mail) => mail.includes('To lea@lea.example,'));
		expect(mails.filter((mail) => mail.includes('/auth/reset/'))).toHaveLength(5);
		const links = mails.flatMap((mail) => /\/auth\/reset\/[\w-]+/.exec(mail) ?? []);
		const statuses: number[] = [];
		for (const link of links) {
			statuses.push((await portal.browser().post(link, { password: 'another horse' })).status);
		}
		expect(statuses.sort()).toEqual([303, 410, 410, 410, 410]);
	});

	it('is written before a stop ends, although the answer has been given', async () => {
		const stopped = await testPortal();
		await owner(stopped, 'max@max.example');
		const asked = Array.from({ length: 4 }, () =>
			stopped.browser().post('/auth/forgot', { email: 'max@max.example' }),
		);
		await Promise.all(asked);
		await stopped.close();
		expect(stopped.log.filter((line) => line.includes('"level":50'))).toEqual([]);
	});

	it('is asked for with the same words by somebody unknown', async () => {
		const known = await portal.browser().post('/auth/forgot', { email: 'ada@one.example' });
		const unknown = await portal.browser().post('/auth/forgot', { email: 'who@one.example' });
		expect(unknown.text.replaceAll('who', 'ada')).toBe(known.text);
	});
});

it('asks at the sign-in where somebody wanted to go, and leads there, never elsewhere', async () => {
	await owner(portal, 'kim@kim.example');
	const form = { email: 'kim@kim.example', password: PASSWORD };
	const ours = await portal.browser().post('/auth/signin', { ...form, next: '/team' });
	const foreign = await portal.browser().post('/auth/signin', { ...form, next: '//evil.io' });
	expect([ours.location, foreign.location]).toEqual(['/team', '/']);
});
