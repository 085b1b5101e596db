import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

beforeAll(async () => {
	portal = await testPortal();
});

afterAll(() => portal.close());

/** The id of somebody, read from the team page as a person with a mouse would use it. */
async function idOf(browser: Browser, email: string): Promise<string> {
	const rows = await portal.runner.db
		.selectFrom('account' as never)
		.selectAll()
		.execute();
	const found = (rows as { id: string; email: string }[]).find((row) => row.email === email);
	if (!found) throw new Error(`There is no account ${email}`);
	expect((await browser.get('/team')).status).toBe(200);
	return found.id;
}

describe('an invitation', () => {
	it('goes to the domain of the organisation and nowhere else', async () => {
		const ada = await owner(portal, 'ada@corp.example');
		for (const email of [
			'b@evil.example',
			'b@x.corp.example',
			'b@evilcorp.example',
			'b@corp.example.evil.io',
			'b@cоrp.example',
			'b@corp.example.',
			'"b@corp.example"@evil.example',
		]) {
			const answer = await ada.post('/team/invitations', { emails: email, role: 'viewer' });
			expect([email, answer.status]).toEqual([email, 422]);
		}
		const several = 'ok@corp.example\nno@evil.example';
		expect((await ada.post('/team/invitations', { emails: several, role: 'viewer' })).status).toBe(
			422,
		);
		expect((await portal.browser().get('/dev/outbox')).text).not.toContain('Join ada');
	});

	it('is refused before the own address is confirmed', async () => {
		const bea = await signUp(portal, 'bea@bea.example');
		await bea.post('/welcome/organisation', { name: 'Bea' });
		const form = { emails: 'c@bea.example', role: 'viewer' };
		expect((await bea.post('/team/invitations', form)).text).toContain('Confirm your own address');
	});

	it('works once, also when two come with it at the same moment', async () => {
		const cleo = await owner(portal, 'cleo@cleo.example');
		await cleo.post('/team/invitations', { emails: 'new@cleo.example', role: 'viewer' });
		const link = await linkTo(portal, 'new@cleo.example', '/join/');
		const form = { name: 'New', password: PASSWORD };
		const answers = await Promise.all([
			portal.browser().post(link, form),
			portal.browser().post(link, form),
		]);
		expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
		expect((await portal.browser().get(link)).status).toBe(410);
	});

	it('is too late after a week, and after it was revoked', async () => {
		const dora = await owner(portal, 'dora@dora.example');
		await dora.post('/team/invitations', { emails: 'late@dora.example', role: 'viewer' });
		const late = await linkTo(portal, 'late@dora.example', '/join/');
		await dora.post('/team/invitations', { emails: 'off@dora.example', role: 'viewer' });
		const off = await linkTo(portal, 'off@dora.example', '/join/');
		const page = (await dora.get('/team')).text;
		const revoke = /\/team\/invitations\/([\w-]+)\/revoke"[^]*?invite of off@dora/.exec(page)?.[1];
		await dora.post(`/team/invitations/${revoke}/revoke`);
		expect((await portal.browser().get(off)).status).toBe(410);
		portal.wait(7 * 24 * 3_600_000 + 1_000);
		expect((await portal.browser().get(late)).status).toBe(410);
		portal.wait(-(7 * 24 * 3_600_000 + 1_000));
	});

	it('can not be accepted by another account', async () => {
		const eve = await owner(portal, 'eve@eve.example');
		await eve.post('/team/invitations', { emails: 'x@eve.example', role: 'admin' });
		const link = await linkTo(portal, 'x@eve.example', '/join/');
		const stranger = await signUp(portal, 'stranger@other.example');
		expect((await stranger.post(link)).status).toBe(409);
		expect((await portal.browser().get(link)).status).toBe(200);
	});
});

describe('a role', () => {
	it('changes at the next request, and removal signs out', async () => {
		const fay = await owner(portal, 'fay@fay.example');
		const gus = await joined(portal, fay, 'gus@fay.example', 'admin');
		const id = await idOf(fay, 'gus@fay.example');
		expect(
			(await gus.post('/team/invitations', { emails: 'y@fay.example', role: 'viewer' })).status,
		).toBe(303);
		await fay.post(`/team/members/${id}/role`, { role: 'viewer' });
		expect(
			(await gus.post('/team/invitations', { emails: 'z@fay.example', role: 'viewer' })).status,
		).toBe(403);
		await fay.post(`/team/members/${id}/remove`);
		expect((await gus.get('/team')).location).toMatch(/^\/auth\/signin/);
	});

	it('of an Owner is nothing an Admin can touch, make or become', async () => {
		const hal = await owner(portal, 'hal@hal.example');
		const ida = await joined(portal, hal, 'ida@hal.example', 'admin');
		const [owns, admin] = [await idOf(hal, 'hal@hal.example'), await idOf(hal, 'ida@hal.example')];
		const refused = [
			await ida.post(`/team/members/${owns}/role`, { role: 'viewer' }),
			await ida.post(`/team/members/${owns}/remove`),
			await ida.post(`/team/members/${admin}/role`, { role: 'owner' }),
			await ida.post('/team/invitations', { emails: 'o@hal.example', role: 'owner' }),
		];
		expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
	});

	it('of the last Owner stays, also when two demote each other at once', async () => {
		const joe = await owner(portal, 'joe@joe.example');
		const kim = await joined(portal, joe, 'kim@joe.example', 'owner');
		const [first, second] = [
			await idOf(joe, 'joe@joe.example'),
			await idOf(joe, 'kim@joe.example'),
		];
		const answers = await Promise.all([
			joe.post(`/team/members/${second}/role`, { role: 'viewer' }),
			kim.post(`/team/members/${first}/role`, { role: 'viewer' }),
		]);
		expect(answers.map(({ status }) => status).sort()).not.toEqual([303, 303]);
		const rows = (await portal.runner.db
			.selectFrom('member' as never)
			.selectAll()
			.execute()) as { account_id: string; role: string }[];
		const owners = rows.filter(
			({ account_id, role }) => [first, second].includes(account_id) && role === 'owner',
		);
		expect(owners).toHaveLength(1);
	});

	it('is not taken from a field of another form', async () => {
		const liv = await signUp(portal, 'liv@liv.example');
		const extra = { name: 'Liv', role: 'owner', organisation_id: 'x', __proto__: 'y', plan: 'msp' };
		expect((await liv.post('/welcome/organisation', extra)).status).toBe(303);
		expect((await liv.get('/team')).text).toContain('The last one');
	});
});
