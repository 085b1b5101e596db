import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../runner';
import { atMicrosoft, begin, consented, personWith, portalWithApp } from '../../harness/consent';
import { connectSandbox, joined, owner, type Answer, type TestPortal } from '../../harness/portal';

let sandbox: Sandbox;
let portal: TestPortal;

beforeAll(async () => {
	({ portal, sandbox } = await portalWithApp());
}, 60_000);

afterAll(async () => {
	await portal.close();
	await sandbox.close();
});

const tenantsKept = async (): Promise<string[]> =>
	(await portal.runner.connections.list()).map(({ tenantId }) => tenantId);

const expectRefused = async (answer: Answer, says: string) => {
	expect([answer.status, answer.text]).toEqual([400, expect.stringContaining(says)]);
	expect(await tenantsKept()).not.toContain(sandbox.tenant.tenantId);
};

describe('consent at Microsoft', () => {
	it('asks for what is configured, and says where it goes', async () => {
		const browser = await owner(portal, 'asks@first.example');
		expect((await browser.get('/settings/integrations/connect')).text).toContain(
			'value="consent" checked',
		);
		const url = new URL((await begin(browser)) ?? '');
		expect(url.pathname).toBe('/organizations/v2.0/adminconsent');
		expect(url.searchParams.get('client_id')).toBe(sandbox.connection.clientId);
		expect(url.searchParams.get('redirect_uri')).toBe(`${portal.url}/connect/microsoft/consented`);
		expect(url.searchParams.get('state')).toMatch(/^[\w-]{43}$/);
		const page = await (await fetch(url)).text();
		expect(page).toContain('Simulated. This is not Microsoft');
	});

	it('that is refused is told in words, and its state is used up', async () => {
		const browser = await owner(portal, 'refuses@first.example');
		const back = await atMicrosoft(await begin(browser), { decision: 'cancel' });
		await expectRefused(await browser.get(back), 'You did not accept at Microsoft.');
		await expectRefused(await browser.get(back), 'was used already');
		const gone = '/connect/microsoft/consented?admin_consent=True&tenant=x&state=';
		await expectRefused(await browser.get(gone), 'was not begun in this browser');
	});

	it('of another browser is not taken over, and stays with whom it belongs to', async () => {
		const browser = await owner(portal, 'begins@first.example');
		const colleague = await joined(portal, browser, 'colleague@first.example', 'admin');
		const stranger = await owner(portal, 'stranger@second.example');
		const back = await atMicrosoft(await begin(browser), { decision: 'accept' });
		await expectRefused(await stranger.get(back), 'was not begun in this browser');
		await expectRefused(await colleague.get(back), 'was not begun in this browser');
		expect((await browser.get(back)).status).toBe(303);
	});

	it('counts only where a token of that very tenant can be had', async () => {
		const browser = await owner(portal, 'forges@first.example');
		for (const [tenant, says] of [
			['22222222-2222-4222-8222-222222222222', 'There is no such tenant'],
			['9188040d-6c67-4c5b-b112-36a304b66dad', 'no tenant of work or school'],
			['rehearsal.example', 'no tenant of work or school'],
		] as const) {
			const back = await atMicrosoft(await begin(browser), { decision: 'accept' });
			const forged = back.replace(/tenant=[^&]+/, `tenant=${tenant}`);
			await expectRefused(await browser.get(forged), says);
		}
	});

	it('counts only together with the sign-in of an administrator of the tenant', async () => {
		const browser = await owner(portal, 'nobody@first.example');
		for (const who of [personWith(sandbox, null), personWith(sandbox, 'Helpdesk Administrator')]) {
			const back = await atMicrosoft(await consented(browser), { as: who });
			await expectRefused(await browser.get(back), 'is not a Global Administrator');
		}
	});

	it('takes no code that was asked for by somebody else', async () => {
		const browser = await owner(portal, 'victim@first.example');
		const attacker = await owner(portal, 'attacker@second.example');
		const admin = personWith(sandbox, 'Global Administrator');
		const theirs = await atMicrosoft(await consented(attacker), { as: admin });
		const address = await consented(browser);
		expect(new URL(address ?? '').searchParams.get('code_challenge_method')).toBe('S256');
		const own = await atMicrosoft(address, { as: admin });
		const code = new URLSearchParams(theirs.split('?')[1]).get('code') ?? '';
		const mixed = own.replace(/code=[^&]+/, `code=${code}`);
		await expectRefused(await browser.get(mixed), 'Entra refused');
	});

	it('connects the tenant, for one organisation, and shows no secret', async () => {
		const browser = await owner(portal, 'admin@first.example');
		const admin = personWith(sandbox, 'Global Administrator');
		const back = await atMicrosoft(await consented(browser), { as: admin });
		const connected = await browser.get(back);
		expect([connected.status, connected.location]).toEqual([303, '/']);
		expect(await tenantsKept()).toContain(sandbox.tenant.tenantId);
		await expect(browser.get(back).then(({ status }) => status)).resolves.toBe(400);
		const settings = await browser.get('/settings/integrations');
		expect(settings.text).toContain(sandbox.tenant.tenantId);
		expect(settings.text).toContain('Connected, simulated');
		for (const text of [settings.text, portal.log.join('')]) {
			expect(text).not.toContain(sandbox.connection.clientSecret);
			expect(text).not.toContain(new URLSearchParams(back.split('?')[1]).get('code'));
		}
		const rival = await owner(portal, 'rival@second.example');
		const second = await atMicrosoft(await consented(rival), { as: admin });
		const refused = await rival.get(second);
		expect([refused.status, refused.text]).toEqual([
			409,
			expect.stringContaining('another organisation'),
		]);
	});

	it('beside a second tenant shares nothing with it', async () => {
		const browser = await owner(portal, 'msp@third.example');
		const inSandbox = await connectSandbox(portal, browser);
		// The first one was taken by another organisation: it is let go of, as its Owner would.
		const other = portal.browser();
		await other.post('/auth/signin', {
			email: 'admin@first.example',
			password: 'correct horse battery',
		});
		await other.post('/settings/integrations/remove', { confirm: sandbox.tenant.domains[0] ?? '' });
		expect(await tenantsKept()).not.toContain(sandbox.tenant.tenantId);
		expect((await other.get('/employees')).text).toContain('No tenant is connected');
		expect((await browser.get(`/employees/${inSandbox}`)).status).toBe(200);
		const user = sandbox.tenant.users[0]?.profile.id ?? '';
		for (const path of [
			`/employees/${user}`,
			`/employees/${user}/holdings`,
			`/offboardings/new?user=${user}`,
		]) {
			expect((await browser.get(path)).status).toBe(404);
		}
		const switching = await browser.post(`/tenants/${sandbox.tenant.tenantId}/work-in`);
		expect(switching.status).toBe(404);
	});
});
