import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addToApp, AuthenticatorApp, withApp } from '../../harness/authenticator';
import {
	joined,
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

/** A browser in which the password was right. */
async function halfWay(email: string, next = ''): Promise<Browser> {
	const browser = portal.browser();
	const answer = await browser.post('/auth/signin', { email, password: PASSWORD, next });
	expect(answer.location).toMatch(/^\/auth\/code/);
	return browser;
}

const isSignedIn = async (browser: Browser): Promise<boolean> =>
	(await browser.get('/account')).status === 200;

const everything = async (): Promise<string> => {
	const rows = await Promise.all(
		['second_factor', 'recovery_code', 'pending_sign_in', 'attempt', 'outgoing_mail'].map((table) =>
			portal.runner.db
				.selectFrom(table as never)
				.selectAll()
				.execute(),
		),
	);
	return JSON.stringify(rows);
};

describe('turning it on', () => {
	it('takes a code of the app, shows ten codes and signs other browsers out', async () => {
		const ada = await owner(portal, 'ada@ada.example');
		const other = portal.browser();
		await other.post('/auth/signin', { email: 'ada@ada.example', password: PASSWORD });
		const { codes } = await withApp(portal, ada);
		expect(new Set(codes).size).toBe(10);
		expect([await isSignedIn(ada), await isSignedIn(other)]).toEqual([true, false]);
		const mails = (await portal.browser().get('/dev/outbox')).text;
		expect(mails).toContain('Two-step sign-in was turned on for your account');
		await linkTo(portal, 'ada@ada.example', '/auth/verify/');
	});

	it('does nothing with a wrong code, and asks for none until one was right', async () => {
		const bea = await owner(portal, 'bea@bea.example');
		await addToApp(portal, bea);
		const answer = await bea.post('/account/mfa/confirm', { 'new-code': '000000' });
		expect(answer.status).toBe(422);
		expect(answer.text).toContain('aria-describedby="new-code-e"');
		const form = { email: 'bea@bea.example', password: PASSWORD };
		expect((await portal.browser().post('/auth/signin', form)).location).toBe('/');
	});

	it('twice at once, or pressed twice, makes one factor and shows its codes', async () => {
		const cleo = await owner(portal, 'cleo@cleo.example');
		const app = await addToApp(portal, cleo);
		const form = { 'new-code': await app.code() };
		const answers = await Promise.all([
			cleo.post('/account/mfa/confirm', form),
			cleo.post('/account/mfa/confirm', form),
		]);
		expect(answers.map(({ location }) => location)).toEqual(Array(2).fill('/account/mfa/codes'));
		expect(
			(await cleo.get('/account/mfa/codes')).text.match(/<li>[a-z2-9-]{19}<\/li>/g),
		).toHaveLength(10);
	});

	it('keeps neither the key nor a recovery code in the database', async () => {
		const dora = await owner(portal, 'dora@dora.example');
		await dora.post('/account/mfa/begin');
		const secret =
			/data-copy="([A-Z2-7]{32})"/.exec((await dora.get('/account/mfa')).text)?.[1] ?? '';
		const eve = await owner(portal, 'eve@eve.example');
		const { codes } = await withApp(portal, eve);
		const dump = await everything();
		expect(secret).toHaveLength(32);
		for (const text of [secret, ...codes]) expect(dump).not.toContain(text);
	});

	it('shows recovery codes until they are kept, at most ten minutes', async () => {
		const fay = await owner(portal, 'fay@fay.example');
		const { app } = await withApp(portal, fay);
		const file = await fay.get('/account/mfa/codes.txt');
		expect(file.headers.get('content-disposition')).toContain('offboardiq-recovery-codes.txt');
		await fay.post('/account/mfa/codes/kept');
		expect((await fay.get('/account/mfa/codes')).location).toBe('/account/mfa');
		await fay.post('/account/mfa/codes', { password: PASSWORD, code: await app.nextCode() });
		expect((await fay.get('/account/mfa/codes')).status).toBe(200);
		portal.wait(10 * 60_000);
		expect((await fay.get('/account/mfa/codes')).location).toBe('/account/mfa');
	});
});

describe('signing in', () => {
	it('takes password and code, and leads where somebody wanted to go', async () => {
		const gus = await owner(portal, 'gus@gus.example');
		const { app } = await withApp(portal, gus);
		const browser = await halfWay('gus@gus.example', '/team');
		expect((await browser.get('/team')).location).toMatch(/^\/auth\/signin/);
		const code = await app.nextCode();
		// As it is pasted from an app that groups it.
		const form = { code: ` ${code.slice(0, 3)} ${code.slice(3)} `, next: '/team' };
		expect((await browser.post('/auth/code', form)).location).toBe('/team');
		expect((await browser.get('/account')).text).toContain('with two-step sign-in');
	});

	it('never takes a code twice, nor one that is older than the last', async () => {
		const hal = await owner(portal, 'hal@hal.example');
		const { app } = await withApp(portal, hal);
		const old = await app.nextCode();
		const code = await app.nextCode();
		const [first, second] = [await halfWay('hal@hal.example'), portal.browser()];
		expect((await first.post('/auth/code', { code })).status).toBe(303);
		await second.post('/auth/signin', { email: 'hal@hal.example', password: PASSWORD });
		expect((await second.post('/auth/code', { code })).status).toBe(422);
		expect((await second.post('/auth/code', { code: old })).status).toBe(422);
	});

	it('of two with the same code at once lets one in', async () => {
		const ida = await owner(portal, 'ida@ida.example');
		const { app } = await withApp(portal, ida);
		const browser = await halfWay('ida@ida.example');
		const code = await app.nextCode();
		const answers = await Promise.all([
			browser.post('/auth/code', { code }),
			browser.post('/auth/code', { code }),
		]);
		expect(answers.map(({ status }) => status).sort()).toEqual([303, 422]);
	});

	it('takes each recovery code once, however it is typed', async () => {
		const joe = await owner(portal, 'joe@joe.example');
		const { codes } = await withApp(portal, joe);
		const code = codes[0] ?? '';
		const typed = code.toUpperCase().replaceAll('-', ' ');
		expect(
			(await (await halfWay('joe@joe.example')).post('/auth/code', { code: typed })).status,
		).toBe(303);
		const again = await halfWay('joe@joe.example');
		expect((await again.post('/auth/code', { code })).status).toBe(422);
		expect((await joe.get('/account')).text).toContain('9 of 10 recovery codes left');
	});

	it('stops guessing after five codes, and the right one does not help until then', async () => {
		const kim = await owner(portal, 'kim@kim.example');
		const { app } = await withApp(portal, kim);
		const browser = await halfWay('kim@kim.example');
		for (let guess = 0; guess < 5; guess++) {
			expect((await browser.post('/auth/code', { code: '000000' })).status).toBe(422);
		}
		expect((await browser.post('/auth/code', { code: await app.nextCode() })).status).toBe(429);
		portal.wait(15 * 60_000);
		const later = await halfWay('kim@kim.example');
		expect((await later.post('/auth/code', { code: await app.code() })).status).toBe(303);
	});

	it('waits ten minutes for the code, and for nobody who gave no password', async () => {
		const liv = await owner(portal, 'liv@liv.example');
		const { app } = await withApp(portal, liv);
		const browser = await halfWay('liv@liv.example');
		portal.wait(10 * 60_000 + 1_000);
		expect((await browser.post('/auth/code', { code: await app.code() })).location).toBe(
			'/auth/signin',
		);
		expect((await portal.browser().get('/auth/code')).location).toBe('/auth/signin');
	});

	it('is asked for the code too after the password was reset by mail', async () => {
		const max = await owner(portal, 'max@max.example');
		await withApp(portal, max);
		await portal.browser().post('/auth/forgot', { email: 'max@max.example' });
		await portal
			.browser()
			.post(await linkTo(portal, 'max@max.example', '/auth/reset/'), { password: PASSWORD });
		await halfWay('max@max.example');
	});
});

describe('changing it', () => {
	it('takes the password and a code of now', async () => {
		const nia = await owner(portal, 'nia@nia.example');
		const { app } = await withApp(portal, nia);
		for (const path of ['/account/mfa/remove', '/account/mfa/codes', '/account/mfa/begin']) {
			const noPassword = { password: 'wrong', code: await app.nextCode() };
			expect([path, (await nia.post(path, noPassword)).status]).toEqual([path, 422]);
			expect([path, (await nia.post(path, { password: PASSWORD })).status]).toEqual([path, 422]);
		}
		expect((await nia.get('/account')).text).toContain('A code of your app is asked for');
		const both = { password: PASSWORD, code: await app.nextCode() };
		expect((await nia.post('/account/mfa/remove', both)).location).toBe('/account/mfa');
		expect((await nia.get('/account')).text).toContain('Not set up');
	});

	it('to another app leaves the old one in place until the new one has shown a code', async () => {
		const ole = await owner(portal, 'ole@ole.example');
		const { app, codes } = await withApp(portal, ole);
		await ole.post('/account/mfa/begin', { password: PASSWORD, code: await app.nextCode() });
		const browser = await halfWay('ole@ole.example');
		expect((await browser.post('/auth/code', { code: await app.nextCode() })).status).toBe(303);
		const secret = /data-copy="([A-Z2-7]{32})"/.exec((await ole.get('/account/mfa')).text)?.[1];
		const next = new AuthenticatorApp(portal, secret ?? '');
		await ole.post('/account/mfa/confirm', { 'new-code': await next.code() });
		const late = await halfWay('ole@ole.example');
		expect((await late.post('/auth/code', { code: await app.nextCode() })).status).toBe(422);
		expect((await late.post('/auth/code', { code: codes[0] ?? '' })).status).toBe(422);
		expect((await late.post('/auth/code', { code: await next.nextCode() })).status).toBe(303);
	});

	it('in the database, or moved to another account, it opens nobody’s door', async () => {
		const pia = await owner(portal, 'pia@pia.example');
		const thief = await owner(portal, 'thief@thief.example');
		await withApp(portal, pia);
		const { app } = await withApp(portal, thief);
		const db = portal.runner.db as unknown as {
			selectFrom: (table: string) => {
				selectAll: () => { execute: () => Promise<Record<string, string>[]> };
			};
			updateTable: (table: string) => {
				set: (values: object) => {
					where: (...where: string[]) => { execute: () => Promise<unknown> };
				};
			};
		};
		const accounts = await db.selectFrom('account').selectAll().execute();
		const idOf = (email: string) => accounts.find((row) => row.email === email)?.id ?? '';
		const factors = await db.selectFrom('second_factor').selectAll().execute();
		const own = factors.find((row) => row.account_id === idOf('thief@thief.example'));
		await db
			.updateTable('second_factor')
			.set({ sealed_secret: own?.sealed_secret })
			.where('account_id', '=', idOf('pia@pia.example'))
			.execute();
		const browser = await halfWay('pia@pia.example');
		expect((await browser.post('/auth/code', { code: await app.nextCode() })).status).toBe(500);
		expect(await isSignedIn(browser)).toBe(false);
	});
});

describe('an organisation that requires it', () => {
	it('leads members without it to the set-up, and lets them do nothing else', async () => {
		const qin = await owner(portal, 'qin@qin.example');
		const rob = await joined(portal, qin, 'rob@qin.example', 'manager');
		const { app } = await withApp(portal, qin);
		expect((await qin.post('/team/mfa', { required: 'yes' })).location).toBe('/team');
		expect((await qin.get('/team')).status).toBe(200);
		for (const { method, path, access } of portal.routes) {
			if (access === 'anybody' || /^\/(account\/mfa(\/begin|\/confirm)?|auth\/signout)$/.test(path))
				continue;
			const answer = await rob[method](path.replace(/:\w+/, 'x'));
			expect([path, answer.status, answer.location]).toEqual([path, 303, '/account/mfa']);
		}
		const page = (await rob.get('/account/mfa')).text;
		expect(page).toContain('qin and friends requires it');
		expect(page).not.toContain('/employees');
		await withApp(portal, rob);
		expect((await rob.get('/employees')).status).toBe(200);
		expect((await qin.get('/team')).text.match(/<span>On<\/span>/g)).toHaveLength(2);
		await app.nextCode();
	});

	it('asks again whoever turns it off', async () => {
		const sam = await owner(portal, 'sam@sam.example');
		const { app } = await withApp(portal, sam);
		await sam.post('/team/mfa', { required: 'yes' });
		await sam.post('/account/mfa/remove', { password: PASSWORD, code: await app.nextCode() });
		expect((await sam.get('/team')).location).toBe('/account/mfa');
	});
});
