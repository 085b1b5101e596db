import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	linkTo,
	owner,
	PASSWORD,
	testPortal,
	type Browser,
	type TestPortal,
} from '../../harness/portal';

let portal: TestPortal;

beforeAll(async () => {
	portal = await testPortal();
});

afterAll(() => portal.close());

async function signedIn(email: string, userAgent = 'none'): Promise<Browser> {
	const browser = portal.browser();
	await browser.post('/auth/signin', { email, password: PASSWORD }, { 'user-agent': userAgent });
	return browser;
}

const isSignedIn = async (browser: Browser): Promise<boolean> =>
	(await browser.get('/account')).status === 200;

const idsOn = (page: string): string[] =>
	[...page.matchAll(/action="\/account\/sessions\/([0-9a-f]{64})\/end"/g)].map(
		([, id]) => id ?? '',
	);

describe('a new password', () => {
	it('needs the current one, ends all other sessions and gives this browser a new one', async () => {
		const ada = await owner(portal, 'ada@ada.example');
		const other = await signedIn('ada@ada.example');
		const before = ada.cookie;
		const password = 'another horse battery';
		const answer = await ada.post('/account/password', { current: PASSWORD, password });
		expect(answer.location).toBe('/account');
		expect(ada.cookie).not.toBe(before);
		expect([await isSignedIn(ada), await isSignedIn(other)]).toEqual([true, false]);
		const thief = portal.browser();
		thief.cookie = before;
		expect(await isSignedIn(thief)).toBe(false);
		const form = { email: 'ada@ada.example', password };
		expect((await portal.browser().post('/auth/signin', form)).location).toBe('/');
	});

	it('is not set with a wrong one, and guessing stops', async () => {
		const bea = await owner(portal, 'bea@bea.example');
		const form = { current: 'not the password', password: 'another horse battery' };
		const answer = await bea.post('/account/password', form);
		expect(answer.status).toBe(422);
		expect(answer.text).toContain('This is not your current password.');
		for (let guess = 0; guess < 9; guess++) await bea.post('/account/password', form);
		const right = { ...form, current: PASSWORD };
		expect((await bea.post('/account/password', right)).status).toBe(429);
		expect(
			(
				await portal
					.browser()
					.post('/auth/signin', { email: 'bea@bea.example', password: PASSWORD })
			).status,
		).toBe(303);
	});

	it('makes links for a new password, that were sent before, work no more', async () => {
		const cleo = await owner(portal, 'cleo@cleo.example');
		await portal.browser().post('/auth/forgot', { email: 'cleo@cleo.example' });
		const link = await linkTo(portal, 'cleo@cleo.example', '/auth/reset/');
		await cleo.post('/account/password', { current: PASSWORD, password: 'another horse battery' });
		expect((await portal.browser().post(link, { password: PASSWORD })).status).toBe(410);
	});
});

describe('the sessions', () => {
	it('are named, this one is marked, and one can be ended', async () => {
		const dora = await owner(portal, 'dora@dora.example');
		const firefox =
			'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0';
		const other = await signedIn('dora@dora.example', firefox);
		const page = (await dora.get('/account')).text;
		expect(page).toContain('Firefox on Windows');
		expect(page.match(/This browser/g)).toHaveLength(1);
		expect(page).toContain('127.0.0.1');
		const [own = '', theirs = ''] = idsOn(page);
		expect((await dora.post(`/account/sessions/${theirs}/end`)).location).toBe('/account');
		expect([await isSignedIn(dora), await isSignedIn(other)]).toEqual([true, false]);
		expect((await dora.post(`/account/sessions/${own}/end`)).location).toBe('/auth/signin');
		expect(await isSignedIn(dora)).toBe(false);
	});

	it('of others are not there to be ended', async () => {
		const eve = await owner(portal, 'eve@eve.example');
		const fay = await owner(portal, 'fay@fay.example');
		const [id = ''] = idsOn((await fay.get('/account')).text);
		expect((await eve.post(`/account/sessions/${id}/end`)).status).toBe(404);
		expect(await isSignedIn(fay)).toBe(true);
	});

	it('end everywhere at once', async () => {
		const gus = await owner(portal, 'gus@gus.example');
		const others = [await signedIn('gus@gus.example'), await signedIn('gus@gus.example')];
		expect((await gus.post('/account/sign-out-everywhere')).location).toBe('/auth/signin');
		for (const browser of [gus, ...others]) expect(await isSignedIn(browser)).toBe(false);
	});
});

it('a name is changed, and nothing else by the same form', async () => {
	const hal = await owner(portal, 'hal@hal.example');
	const extra = { email: 'evil@evil.example', role: 'owner', email_verified_at: 'x', id: 'x' };
	await hal.post('/account/name', { name: '<i>Hal', ...extra });
	const page = (await hal.get('/account')).text;
	expect(page).toContain('&lt;i&gt;Hal');
	expect(page).toContain('hal<wbr>@hal.example');
	expect((await hal.post('/account/name', { name: ' ' })).status).toBe(422);
});
