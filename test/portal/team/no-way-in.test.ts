import { afterAll, beforeAll, expect, it } from 'vitest';
import { joined, linkTo, owner, PASSWORD, testPortal, type TestPortal } from '../../harness/portal';

let portal: TestPortal;

beforeAll(async () => {
	portal = await testPortal();
});

afterAll(() => portal.close());

const rowsOf = async (table: string): Promise<Record<string, unknown>[]> =>
	await portal.runner.db
		.selectFrom(table as never)
		.selectAll()
		.execute();

/** Fields that no form of ours has and a database does. */
const EXTRA = {
	...{
		id: 'x',
		account_id: 'x',
		organisation_id: 'x',
		email_verified_at: '2020-01-01',
		plan: 'msp',
	},
	...{
		trial_ends_at: '9999-01-01',
		passed_mfa: '1',
		requires_mfa: '0',
		password_hash: 'x',
		owner: 'x',
	},
	'constructor.prototype': 'x',
	['__proto__']: 'x',
};

it('no form takes a field that is not its own', async () => {
	const ada = portal.browser();
	const person = { name: 'Ada', email: 'ada@ada.example', password: PASSWORD };
	await ada.post('/auth/signup', { ...EXTRA, ...person, role: 'owner', is_verified: '1' });
	await ada.post('/welcome/organisation', { ...EXTRA, name: 'Ada', domain: 'evil.example' });
	const [account] = await rowsOf('account');
	expect(account).toMatchObject({ email_verified_at: null, name: 'Ada' });
	expect(account?.id).not.toBe('x');
	const [organisation] = await rowsOf('organisation');
	expect(organisation).toMatchObject({ domain: 'ada.example', requires_mfa: 0 });
	expect(String(organisation?.trial_ends_at) < '9999').toBe(true);
	const bea = await owner(portal, 'bea@bea.example');
	await bea.post('/team/invitations', { ...EXTRA, emails: 'cleo@bea.example', role: 'viewer' });
	const cleo = portal.browser();
	const link = await linkTo(portal, 'cleo@bea.example', '/join/');
	await cleo.post(link, {
		...EXTRA,
		name: 'Cleo',
		password: PASSWORD,
		role: 'owner',
		email: 'x@x.example',
	});
	expect((await cleo.post('/team/mfa', { required: 'yes' })).status).toBe(403);
	expect((await bea.get('/team')).text).toContain('cleo<wbr>@bea.example');
});

it('nothing of a removed member works: session, password sign-in to the team, their invitations', async () => {
	const dora = await owner(portal, 'dora@dora.example');
	const eve = await joined(portal, dora, 'eve@dora.example', 'admin');
	await eve.post('/team/invitations', { emails: 'spy@dora.example', role: 'admin' });
	const link = await linkTo(portal, 'spy@dora.example', '/join/');
	const account = (await rowsOf('account')).find(({ email }) => email === 'eve@dora.example');
	await dora.post(`/team/members/${String(account?.id)}/remove`);
	expect((await eve.get('/account')).location).toMatch(/^\/auth\/signin/);
	expect((await portal.browser().post(link, { name: 'Spy', password: PASSWORD })).status).toBe(410);
	await eve.post('/auth/signin', { email: 'eve@dora.example', password: PASSWORD });
	expect((await eve.get('/team')).location).toBe('/welcome/organisation');
});
