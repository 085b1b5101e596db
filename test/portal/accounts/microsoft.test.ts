import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { withApp } from '../../harness/authenticator';
import { IdentityProvider, viaMicrosoft, type Lie } from '../../harness/identity-provider';
import {
	joined,
	linkTo,
	owner,
	PASSWORD,
	signUp,
	testPortal,
	type Browser,
	type TestPortal,
} from '../../harness/portal';

let portal: TestPortal;
let microsoft: IdentityProvider;

beforeAll(async () => {
	microsoft = await IdentityProvider.start();
	portal = await testPortal(microsoft.environment);
});

afterAll(async () => {
	await portal.close();
	microsoft.close();
});

afterEach(() => {
	microsoft.lie = null;
});

/** Somebody else sits down at Microsoft's page. */
function newPerson(email?: string) {
	microsoft.person = {
		...{ tid: randomUUID(), oid: randomUUID(), name: 'Megan Bowen' },
		...(email === undefined ? {} : { email }),
	};
	return microsoft.person;
}

/** An account whose owner connected Microsoft. */
async function connected(email: string): Promise<Browser> {
	const browser = await owner(portal, email);
	newPerson();
	const form = { 'microsoft-password': PASSWORD };
	const answer = await viaMicrosoft(microsoft, browser, form, '/account/microsoft/connect');
	expect(answer.location).toBe('/account');
	return browser;
}

const isSignedIn = async (browser: Browser): Promise<boolean> =>
	(await browser.get('/account')).status === 200;

describe('the way to Microsoft', () => {
	it('takes state, nonce and PKCE along, comes back by query, and is in the policy', async () => {
		const { location } = await portal.browser().post('/auth/microsoft');
		const query = new URL(location ?? '').searchParams;
		expect(query.get('code_challenge_method')).toBe('S256');
		expect(query.get('code_challenge')).toMatch(/^[\w-]{43}$/);
		expect(query.get('state')).toMatch(/^[\w-]{43}$/);
		expect(query.get('nonce')).toMatch(/^[\w-]{43}$/);
		expect(query.get('response_mode')).toBe('query');
		const page = await portal.browser().get('/auth/signin');
		expect(page.text).toContain('Continue with Microsoft');
		expect(page.headers.get('content-security-policy')).toContain(new URL(location ?? '').origin);
	});

	it('is not offered where it is not configured', async () => {
		const plain = await testPortal();
		expect((await plain.browser().get('/auth/signin')).text).not.toContain('Microsoft</button>');
		expect((await plain.browser().post('/auth/microsoft')).status).toBe(404);
		await plain.close();
	});
});

describe('an account', () => {
	it('is connected by its owner, and then opens without a password, where they wanted to go', async () => {
		await connected('ada@ada.example');
		const browser = portal.browser();
		expect((await viaMicrosoft(microsoft, browser, { next: '/team' })).location).toBe('/team');
		expect((await browser.get('/team')).text).toContain('ada<wbr>@ada.example');
	});

	it('is asked for its second step there too', async () => {
		const bea = await connected('bea@bea.example');
		const { app } = await withApp(portal, bea);
		const browser = portal.browser();
		expect((await viaMicrosoft(microsoft, browser)).location).toBe('/auth/code');
		expect(await isSignedIn(browser)).toBe(false);
		await browser.post('/auth/code', { code: await app.nextCode() });
		expect(await isSignedIn(browser)).toBe(true);
	});

	it('is not opened by whoever claims its address', async () => {
		await connected('cleo@cleo.example');
		newPerson('cleo@cleo.example');
		const thief = portal.browser();
		expect((await viaMicrosoft(microsoft, thief)).location).toBe('/auth/microsoft/new');
		expect(await isSignedIn(thief)).toBe(false);
	});

	it('is not opened by the same object id in another tenant', async () => {
		await connected('dora@dora.example');
		microsoft.person = { ...microsoft.person, tid: randomUUID() };
		const thief = portal.browser();
		expect((await viaMicrosoft(microsoft, thief)).location).toBe('/auth/microsoft/new');
	});

	it('needs its password to be connected or disconnected', async () => {
		const eve = await owner(portal, 'eve@eve.example');
		newPerson();
		const wrong = await eve.post('/account/microsoft/connect', { 'microsoft-password': 'wrong' });
		expect(wrong.status).toBe(403);
		await viaMicrosoft(
			microsoft,
			eve,
			{ 'microsoft-password': PASSWORD },
			'/account/microsoft/connect',
		);
		expect((await eve.post('/account/microsoft/disconnect')).status).toBe(403);
		await eve.post('/account/microsoft/disconnect', { 'microsoft-password': PASSWORD });
		expect((await viaMicrosoft(microsoft, portal.browser())).location).toBe('/auth/microsoft/new');
	});

	it('can not be connected to an identity that has one, nor by another session than asked for it', async () => {
		await connected('fay@fay.example');
		const gus = await owner(portal, 'gus@gus.example');
		const form = { 'microsoft-password': PASSWORD };
		expect((await viaMicrosoft(microsoft, gus, form, '/account/microsoft/connect')).status).toBe(
			409,
		);
		newPerson();
		const there = await gus.post('/account/microsoft/connect', form);
		await gus.post('/auth/signout');
		const back = await gus.get(await microsoft.signIn(there.location));
		expect(back.status).toBe(403);
		expect((await viaMicrosoft(microsoft, portal.browser())).location).toBe('/auth/microsoft/new');
	});
});

describe('somebody new', () => {
	it('shows a mailbox by a mailed link and has an account without a password', async () => {
		newPerson('ceo@victim.example');
		const browser = portal.browser();
		await viaMicrosoft(microsoft, browser);
		expect((await browser.get('/auth/microsoft/new')).text).toContain('value="Megan Bowen"');
		const form = { name: 'Megan', email: 'megan@hal.example' };
		expect((await browser.post('/auth/microsoft/new', form)).text).toContain(
			'Look into your mailbox',
		);
		const link = await linkTo(portal, 'megan@hal.example', '/auth/microsoft/confirm/');
		expect((await portal.browser().post(link)).status).toBe(410);
		expect((await browser.post(link)).location).toBe('/welcome/organisation');
		expect((await browser.post(link)).status).toBe(410);
		await browser.post('/welcome/organisation', { name: 'Hal' });
		await browser.post('/welcome/team', { skip: '1' });
		const team = (await browser.get('/team')).text;
		expect(team).toContain('megan<wbr>@hal.example');
		expect(team).toContain('Only addresses at hal.example');
		expect((await viaMicrosoft(microsoft, portal.browser())).location).toBe('/');
		const password = { email: 'megan@hal.example', password: PASSWORD };
		expect((await portal.browser().post('/auth/signin', password)).status).toBe(422);
	});

	it('who gives an address that has an account gets the same answer and no link', async () => {
		await signUp(portal, 'ida@ida.example');
		newPerson();
		const browser = portal.browser();
		await viaMicrosoft(microsoft, browser);
		const answer = await browser.post('/auth/microsoft/new', {
			name: 'M',
			email: 'ida@ida.example',
		});
		expect(answer.text).toContain('Look into your mailbox');
		await expect(linkTo(portal, 'ida@ida.example', '/auth/microsoft/confirm/')).rejects.toThrow();
		const wrong = await browser.post('/auth/microsoft/new', { name: '', email: 'x@gmail.com' });
		expect(wrong.status).toBe(422);
		expect(wrong.text).toContain('aria-describedby="email-h email-e"');
	});

	it('answers an invitation, whatever address the token claims', async () => {
		const joe = await owner(portal, 'joe@joe.example');
		await joe.post('/team/invitations', { emails: 'kim@joe.example', role: 'manager' });
		const link = await linkTo(portal, 'kim@joe.example', '/join/');
		expect((await portal.browser().get(link)).text).toContain('Continue with Microsoft');
		newPerson('someone@else.example');
		const browser = portal.browser();
		const invitation = link.replace('/join/', '');
		expect((await viaMicrosoft(microsoft, browser, { invitation })).location).toBe('/');
		expect((await browser.get('/team')).text).toContain('kim<wbr>@joe.example');
		newPerson();
		expect((await viaMicrosoft(microsoft, portal.browser(), { invitation })).status).toBe(409);
	});

	it('takes no invitation that is for another account', async () => {
		const liv = await owner(portal, 'liv@liv.example');
		await joined(portal, liv, 'max@liv.example', 'viewer');
		await liv.post('/team/invitations', { emails: 'nia@liv.example', role: 'admin' });
		const invitation = (await linkTo(portal, 'nia@liv.example', '/join/')).replace('/join/', '');
		await connected('ole@ole.example');
		expect((await viaMicrosoft(microsoft, portal.browser(), { invitation })).status).toBe(409);
		expect((await portal.browser().get(`/join/${invitation}`)).status).toBe(200);
	});
});

describe('an answer', () => {
	it.each<Lie>([
		'wrong key',
		'wrong issuer',
		'issuer of another cloud',
		'wrong audience',
		'wrong nonce',
		'no nonce',
		'personal account',
		'tenant is no GUID',
		'object is no GUID',
		'expired',
		'not signed',
	])('with %s lets nobody in', async (lie) => {
		const email = `${lie.replaceAll(' ', '-')}@lie.example`;
		await connected(email);
		microsoft.lie = lie;
		const browser = portal.browser();
		const answer = await viaMicrosoft(microsoft, browser);
		expect(answer.status).toBe(400);
		expect(answer.text).toContain('could not be believed');
		expect(await isSignedIn(browser)).toBe(false);
		expect((await browser.get('/auth/microsoft/new')).location).toBe('/auth/signin');
		microsoft.lie = null;
		expect((await viaMicrosoft(microsoft, browser)).location).toBe('/');
	});

	it('counts once, in the browser that began it, for a quarter of an hour', async () => {
		await connected('pia@pia.example');
		const [first, other] = [portal.browser(), portal.browser()];
		const address = (await first.post('/auth/microsoft')).location;
		await other.post('/auth/microsoft');
		const back = await microsoft.signIn(address);
		expect((await other.get(back)).status).toBe(400);
		expect((await portal.browser().get(back)).status).toBe(400);
		expect((await first.get(back)).status).toBe(303);
		expect((await first.get(back)).status).toBe(400);
		const late = await microsoft.signIn((await first.post('/auth/microsoft')).location);
		portal.wait(15 * 60_000 + 1_000);
		expect((await first.get(late)).status).toBe(400);
		portal.wait(-(15 * 60_000 + 1_000));
	});

	it('whose state is missing or made up, or whose code was meant for another browser, is refused', async () => {
		await connected('qin@qin.example');
		const browser = portal.browser();
		const address = (await browser.post('/auth/microsoft')).location;
		const back = await microsoft.signIn(address);
		const code = new URLSearchParams(back.split('?')[1]).get('code') ?? '';
		for (const query of ['', `?code=${code}`, `?code=${code}&state=${'x'.repeat(43)}`]) {
			expect((await browser.get(`/auth/microsoft/callback${query}`)).status).toBe(400);
		}
		// Login CSRF and code injection: the thief's code with the victim's state fails by PKCE.
		const victim = portal.browser();
		const own = new URL((await victim.post('/auth/microsoft')).location ?? '').searchParams;
		const injected = `/auth/microsoft/callback?code=${code}&state=${own.get('state')}`;
		expect((await victim.get(injected)).text).toContain('could not be believed');
		expect(await isSignedIn(victim)).toBe(false);
	});

	it('that says no changes nothing', async () => {
		const browser = portal.browser();
		const { location } = await browser.post('/auth/microsoft');
		const state = new URL(location ?? '').searchParams.get('state');
		const back = await browser.get(`/auth/microsoft/callback?error=access_denied&state=${state}`);
		expect(back.text).toContain('Microsoft did not let you in');
	});
});

it('no code, token or secret is in the log or the database', async () => {
	// One of its own: a hundred forms of one place are the most in a quarter of an hour.
	await portal.close();
	portal = await testPortal(microsoft.environment);
	await connected('rob@rob.example');
	const browser = portal.browser();
	const back = await microsoft.signIn((await browser.post('/auth/microsoft')).location);
	await browser.get(back);
	microsoft.lie = 'wrong key';
	await viaMicrosoft(microsoft, browser);
	const code = new URLSearchParams(back.split('?')[1]).get('code') ?? 'none';
	const log = portal.log.join('');
	for (const secret of [code, microsoft.clientSecret, 'eyJ']) expect(log).not.toContain(secret);
	const trips = await portal.runner.db
		.selectFrom('microsoft_round_trip' as never)
		.selectAll()
		.execute();
	for (const asked of microsoft.asked) {
		expect(JSON.stringify(trips)).not.toContain(asked.get('state'));
		expect(JSON.stringify(trips)).not.toContain(asked.get('nonce'));
	}
});
