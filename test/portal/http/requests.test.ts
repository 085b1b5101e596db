import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linkTo, owner, testPortal, type TestPortal } from '../../harness/portal';

let portal: TestPortal;

beforeAll(async () => {
	portal = await testPortal();
});

afterAll(() => portal.close());

describe('a request from elsewhere', () => {
	it.each([
		[{ 'sec-fetch-site': 'cross-site' }, 403],
		[{ 'sec-fetch-site': 'same-site' }, 403],
		[{ 'sec-fetch-site': 'none' }, 303],
		[{ 'sec-fetch-site': 'same-origin' }, 303],
	])('%j is answered %d', async (headers, status) => {
		const browser = await owner(portal, `a${status}${Object.values(headers)[0]}@one.example`);
		expect((await browser.post('/auth/signout', {}, headers)).status).toBe(status);
	});

	it('with a foreign Origin and an old browser is refused', async () => {
		const foreign = { method: 'POST', headers: { origin: 'https://evil.io' } };
		expect((await fetch(`${portal.url}/auth/signout`, foreign)).status).toBe(403);
	});
});

describe('every answer', () => {
	it('lets no foreign script run and is kept nowhere', async () => {
		const { headers } = await portal.browser().get('/auth/signin');
		const policy = headers.get('content-security-policy') ?? '';
		expect(policy).toContain("script-src 'self'");
		expect(policy).not.toMatch(/unsafe/);
		expect(headers.get('cache-control')).toBe('no-store');
		expect(headers.get('x-content-type-options')).toBe('nosniff');
	});

	it('to what is not there has an id and no stack', async () => {
		const { status, text } = await portal.browser().get('/nowhere/%00/..%2f..%2fetc%2fpasswd');
		expect(status).toBe(404);
		expect(text).toMatch(/[0-9a-f-]{36}/);
		expect(text).not.toMatch(/node_modules|at .*\.ts/);
	});

	it('to a method that is not known is 405, to a body that is too large 413', async () => {
		expect((await fetch(`${portal.url}/team`, { method: 'DELETE' })).status).toBe(405);
		const large = await portal.browser().post('/auth/signup', { name: 'x'.repeat(200_000) });
		expect(large.status).toBe(413);
	});
});

it.each([
	['x-forwarded-for', '203.0.113.7'],
	['forwarded', 'for=203.0.113.7'],
])(
	'the outbox is for this machine: nobody behind a proxy reads it (%s: %s)',
	async (name, value) => {
		const browser = portal.browser();
		expect((await browser.get('/dev/outbox')).status).toBe(200);
		expect((await browser.get('/dev/outbox', { [name]: value })).status).toBe(404);
	},
);

it('logs no password, token, cookie or link', async () => {
	const browser = await owner(portal, 'log@log.example');
	await browser.get('/nowhere');
	await portal.browser().post('/auth/forgot', { email: 'log@log.example' });
	const link = await linkTo(portal, 'log@log.example', '/auth/reset/');
	expect((await portal.browser().get(link)).status).toBe(200);
	await browser.post('/team/invitations', { emails: 'new@log.example', role: 'viewer' });
	const invitation = await linkTo(portal, 'new@log.example', '/join/');
	expect((await portal.browser().get(invitation)).status).toBe(200);
	const log = portal.log.join('');
	const token = browser.cookie?.split('=')[1] ?? 'none';
	expect(log).not.toContain(token);
	expect(log).not.toContain('correct horse battery');
	for (const path of [link, invitation]) {
		expect(log).not.toContain(path.split('/').at(-1));
	}
});
