import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Queries } from '../../../portal/database/schema';
import { joined, owner, PASSWORD, signUp, testPortal, type TestPortal } from '../../harness/portal';

let portal: TestPortal;

beforeAll(async () => {
	portal = await testPortal();
});

afterAll(() => portal.close());

const form = (address: string, password = PASSWORD) => ({
	'delete-address': address,
	'delete-password': password,
});

const db = () => portal.runner.db as unknown as Queries;

const accountOf = (email: string) =>
	db().selectFrom('account').selectAll().where('email', '=', email).executeTakeFirst();

it('asks for the address and the password, and nothing happens without', async () => {
	const ada = await owner(portal, 'ada@ada.example');
	const bea = await joined(portal, ada, 'bea@ada.example', 'manager');
	const wrong = [
		await bea.post('/account/delete'),
		await bea.post('/account/delete', form('ada@ada.example')),
		await bea.post('/account/delete', form('bea@ada.example', '')),
		await bea.post('/account/delete', form('bea@ada.example', 'not my password')),
	];
	expect(wrong.map(({ status }) => status)).toEqual([422, 422, 422, 422]);
	expect(wrong.at(-1)?.text).toContain('This is not your current password.');
	expect((await bea.get('/account')).status).toBe(200);
});

it('is gone at once: every session, the sign-in, what was sent; the log keeps who it was', async () => {
	const ada = await owner(portal, 'ada@gone.example');
	const bea = await joined(portal, ada, 'bea@gone.example', 'admin');
	const phone = portal.browser();
	await phone.post('/auth/signin', { email: 'bea@gone.example', password: PASSWORD });
	await bea.post('/team/invitations', { emails: 'carl@gone.example', role: 'viewer' });
	await bea.post('/account/mfa/begin');
	const { id } = (await accountOf('bea@gone.example')) ?? { id: 'none' };
	const answer = await bea.post('/account/delete', form(' BEA@gone.example '));
	expect([answer.status, answer.location]).toEqual([303, '/auth/signin']);
	for (const browser of [bea, phone]) {
		expect((await browser.get('/account')).location).toMatch(/^\/auth\/signin/);
	}
	const again = { email: 'bea@gone.example', password: PASSWORD };
	expect((await portal.browser().post('/auth/signin', again)).status).toBe(422);
	for (const table of ['session', 'member', 'second_factor', 'one_time_token'] as const) {
		const rows = await db().selectFrom(table).selectAll().where('account_id', '=', id).execute();
		expect([table, rows]).toEqual([table, []]);
	}
	const team = (await ada.get('/team')).text;
	expect(team).not.toContain('bea');
	expect(team).not.toContain('carl');
	const log = (await ada.get('/audit?what=account')).text;
	expect(log).toContain('Account deleted');
	expect(log).toContain('bea@gone.example'.replace('@', '<wbr>@').split('<wbr>')[0]);
	expect((await portal.browser().get('/dev/outbox')).text).toContain('account was deleted');
	const back = await joined(portal, ada, 'bea@gone.example', 'viewer');
	expect((await back.get('/team')).text).toContain('bea');
});

it('is refused to the last Owner, also where two leave at the same moment', async () => {
	const ada = await owner(portal, 'ada@two.example');
	expect((await ada.get('/account')).text).toContain('You are the only Owner');
	const alone = await ada.post('/account/delete', form('ada@two.example'));
	expect(alone.status).toBe(422);
	expect(alone.text).toContain('Make somebody else Owner first');
	const bea = await joined(portal, ada, 'bea@two.example', 'owner');
	const answers = await Promise.all([
		ada.post('/account/delete', form('ada@two.example')),
		bea.post('/account/delete', form('bea@two.example')),
	]);
	expect(answers.map(({ status }) => status).sort()).toEqual([303, 422]);
	const owners = await db()
		.selectFrom('member')
		.innerJoin('account', 'account.id', 'member.account_id')
		.select('role')
		.where('email', 'like', '%@two.example')
		.execute();
	expect(owners).toEqual([{ role: 'owner' }]);
});

it('works between sign-up and the first step, and after the trial', async () => {
	const zoe = await signUp(portal, 'zoe@zoe.example');
	expect((await zoe.post('/account/delete', form('zoe@zoe.example'))).status).toBe(303);
	expect(await accountOf('zoe@zoe.example')).toBeUndefined();
	const ada = await owner(portal, 'ada@late.example');
	await joined(portal, ada, 'bea@late.example', 'viewer');
	portal.wait(15 * 24 * 3_600_000);
	const bea = portal.browser();
	await bea.post('/auth/signin', { email: 'bea@late.example', password: PASSWORD });
	expect((await bea.post('/account/delete', form('bea@late.example'))).status).toBe(303);
});
