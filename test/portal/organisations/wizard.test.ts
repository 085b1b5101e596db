import { afterAll, beforeAll, expect, it } from 'vitest';
import {
	joined,
	linkTo,
	PASSWORD,
	signUp,
	testPortal,
	type Browser,
	type TestPortal,
} from '../../harness/portal';

let portal: TestPortal;

beforeAll(async () => {
	portal = await testPortal();
});

afterAll(() => portal.close());

/** Somebody who closed the window and comes back another day. */
async function back(email: string): Promise<Browser> {
	const browser = portal.browser();
	const { location } = await browser.post('/auth/signin', { email, password: PASSWORD });
	expect(location).toBe('/');
	return browser;
}

it('the set-up goes on where it was left, with what was said before', async () => {
	const email = 'ada@walk.example';
	await signUp(portal, email);
	let ada = await back(email);
	expect((await ada.get('/')).location).toBe('/welcome/organisation');
	// Nothing is there yet that another page could show.
	expect((await ada.get('/employees')).location).toBe('/welcome/organisation');
	await ada.post('/welcome/organisation', { name: 'Kestrel' });
	ada = await back(email);
	expect((await ada.get('/')).location).toBe('/welcome/team');
	// Whoever goes back does not found a second one.
	expect((await ada.get('/welcome/organisation')).location).toBe('/');
	await ada.post('/welcome/organisation', { name: 'Another' });
	await ada.post(await linkTo(portal, email, '/auth/verify/'));
	await ada.post('/welcome/team', { emails: 'bea@walk.example', role: 'manager' });
	ada = await back(email);
	expect((await ada.get('/')).location).toBe('/welcome/connect');
	expect((await ada.get('/team')).text).toContain('bea<wbr>@walk.example');
	await ada.post('/welcome/later');
	ada = await back(email);
	const home = await ada.get('/');
	expect([home.status, home.text.includes('Connect a tenant')]).toEqual([200, true]);
	expect(home.text).toContain('Kestrel');
	expect(home.text).not.toContain('Another');
});

it.each([
	['admin', '/welcome/connect', '/welcome/connect'],
	['manager', null, '/'],
	['viewer', null, '/'],
])(
	'somebody who joined as %s before it was done is led to what they may do',
	async (role, leads, page) => {
		const email = `boss@${role}.example`;
		const boss = await signUp(portal, email);
		await boss.post('/welcome/organisation', { name: 'Kestrel' });
		await boss.post(await linkTo(portal, email, '/auth/verify/'));
		await boss.post('/welcome/team', { skip: '1' });
		const one = await joined(portal, boss, `${role}@${role}.example`, role);
		expect((await one.get('/')).location).toBe(leads);
		const { status, text } = await one.get(page);
		expect([status, text.includes('href="/settings/integrations/connect"')]).toEqual([200, false]);
	},
);

it('the set-up ends on the dashboard, with the first offboarding one click away', async () => {
	const ada = await signUp(portal, 'ada@dashboard.example');
	await ada.post('/welcome/organisation', { name: 'Kestrel' });
	await ada.post('/welcome/team', { skip: '1' });
	const { location } = await ada.post('/welcome/connect', { kind: 'sandbox', scope: 'tenant' });
	expect(location).toBe('/');
	const { text } = await ada.get('/');
	expect(text).toContain('<h1>Dashboard</h1>');
	expect(text).toContain('href="/offboardings/new"');
	// Another tenant, later, is looked at where it was connected from.
	const again = await ada.post('/settings/integrations/connect', { kind: 'sandbox' });
	expect(again.location).toBe('/employees');
});
