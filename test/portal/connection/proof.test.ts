import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../../runner';
import { atMicrosoft, consented, personWith } from '../../harness/consent';
import { startLyingLogin, type LyingLogin, type TokenLie } from '../../harness/lying-login';
import { owner, testPortal, type TestPortal } from '../../harness/portal';

let sandbox: Sandbox;
let login: LyingLogin;
let portal: TestPortal;

beforeAll(async () => {
	sandbox = await startSandbox({ port: 0, users: 30, seed: 5 });
	login = await startLyingLogin(sandbox.url);
	portal = await testPortal({
		OFFBOARDIQ_APP_CLIENT_ID: sandbox.connection.clientId,
		OFFBOARDIQ_APP_CLIENT_SECRET: sandbox.connection.clientSecret,
		OFFBOARDIQ_APP_LOGIN_URL: login.url,
		OFFBOARDIQ_APP_GRAPH_URL: sandbox.url,
	});
}, 60_000);

afterAll(async () => {
	await portal.close();
	login.close();
	await sandbox.close();
});

const LIES: readonly TokenLie[] = [
	'signed by somebody else',
	'not signed',
	'signed with the public key as a secret',
	'changed after it was signed',
	'for another app',
	'from another issuer',
	'with another nonce',
	'expired',
];

it.each(LIES)('the proof of an admin that is %s connects nothing', async (lie) => {
	const browser = await owner(portal, `${lie.replace(/\W/g, '-')}@first.example`);
	const as = personWith(sandbox, 'Global Administrator');
	login.lie = lie;
	const back = await atMicrosoft(await consented(browser), { as });
	const answer = await browser.get(back);
	login.lie = null;
	// MSAL itself looks at the nonce, and at nothing else.
	const says = lie === 'with another nonce' ? 'Not connected' : 'could not be believed';
	expect([answer.status, answer.text]).toEqual([400, expect.stringContaining(says)]);
	expect(await portal.runner.connections.list()).toEqual([]);
});

it('the same that is signed by the keys of the login host connects the tenant', async () => {
	const browser = await owner(portal, 'honest@second.example');
	const as = personWith(sandbox, 'Global Administrator');
	const back = await atMicrosoft(await consented(browser), { as });
	expect((await browser.get(back)).location).toBe('/');
	const [kept] = await portal.runner.connections.list();
	expect(kept?.tenantId).toBe(sandbox.tenant.tenantId);
});
