import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../runner';
import { connectByConsent, personWith, portalWithApp } from '../../harness/consent';
import { owner, type Browser, type TestPortal } from '../../harness/portal';

let portal: TestPortal;
let sandbox: Sandbox;
let browser: Browser;

beforeAll(async () => {
	({ portal, sandbox } = await portalWithApp());
	browser = await owner(portal, 'owner@corp.example');
	await connectByConsent(sandbox, browser);
}, 60_000);

afterAll(async () => {
	await portal.close();
	await sandbox.close();
});

const holdings = async (id: string) => await browser.get(`/employees/${id}/holdings`);

describe('the page of a person', () => {
	it('says what they hold now, as a page and as a part of one', async () => {
		const id = personWith(sandbox, 'Global Administrator');
		const whole = await holdings(id);
		expect(whole.text).toContain('<b>Global Administrator</b>');
		expect(whole.text).toContain('Allowed, simulated');
		expect(whole.text).toContain(`href="/offboardings/new?user=${id}"`);
		const part = await browser.get(`/employees/${id}/holdings`, { 'hx-request': 'true' });
		expect(part.text).toContain('<b>Global Administrator</b>');
		expect(part.text).not.toContain('<html');
		const before = (await browser.get(`/employees/${id}`)).text;
		expect(before).toContain(`hx-get="/employees/${id}/holdings"`);
		expect(before).toContain(`<a class="btn" href="/employees/${id}/holdings">`);
	});

	it('names the permission that one part lacks, and shows the others', async () => {
		const { app } = sandbox.tenant;
		const before = app.permissions;
		app.permissions = before.filter((name) => !name.startsWith('DeviceManagement'));
		app.tokenGeneration += 1;
		const { text } = await holdings(personWith(sandbox, 'Global Administrator'));
		expect(text).toContain(
			'lacks the application permission DeviceManagementManagedDevices.Read.All',
		);
		expect(text).toContain('<b>Global Administrator</b>');
		app.permissions = before;
		app.tokenGeneration += 1;
	}, 30_000);

	it('of somebody the tenant has lost meanwhile says so', async () => {
		const { tenant } = sandbox;
		const [gone] = tenant.users.splice(-1);
		if (gone) tenant.deletedUsers.push(gone);
		const { status, text } = await holdings(gone?.profile.id ?? '');
		expect([status, text]).toEqual([200, expect.stringContaining('not in the tenant any more')]);
	});

	it('is not there for ids of nobody', async () => {
		for (const id of ['00000000-0000-4000-8000-000000000000', 'sync', "x' or 1=1", '%00']) {
			const path = `/employees/${encodeURIComponent(id)}`;
			expect((await browser.get(path)).status).toBe(404);
			expect((await browser.get(`${path}/holdings`)).status).toBe(404);
		}
	});
});
