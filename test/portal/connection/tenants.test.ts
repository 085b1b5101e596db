import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Queries } from '../../../portal/database/schema';
import type { Sandbox } from '../../../runner';
import { atMicrosoft, consented, personWith, portalWithApp } from '../../harness/consent';
import { connectSandbox, owner, type Browser, type TestPortal } from '../../harness/portal';

let sandbox: Sandbox;
let portal: TestPortal;

beforeEach(async () => {
	({ portal, sandbox } = await portalWithApp());
}, 60_000);

afterEach(async () => {
	await portal.close();
	await sandbox.close();
});

const db = () => portal.runner.db as unknown as Queries;

async function throughMicrosoft(browser: Browser) {
	const as = personWith(sandbox, 'Global Administrator');
	return await browser.get(await atMicrosoft(await consented(browser), { as }));
}

async function synced(browser: Browser): Promise<string> {
	for (let tries = 0; tries < 200; tries++) {
		const person = /href="\/employees\/([0-9a-f-]{36})"/.exec(
			(await browser.get('/employees')).text,
		)?.[1];
		if (person !== undefined) return person;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error('No people came');
}

it('two tenants of one organisation are worked in one at a time, and nothing of one is used with the other', async () => {
	const browser = await owner(portal, 'msp@msp.example');
	const rehearsed = await connectSandbox(portal, browser);
	expect((await throughMicrosoft(browser)).status).toBe(303);
	const rows = await db().selectFrom('tenant').selectAll().orderBy('created_at').execute();
	const [first = '', second = ''] = rows.map(({ tenant_id }) => tenant_id);
	expect(second).toBe(sandbox.tenant.tenantId);
	// The oldest stays chosen until somebody chooses.
	expect((await browser.get(`/employees/${rehearsed}`)).status).toBe(200);
	expect((await browser.post(`/tenants/${second}/work-in`)).status).toBe(303);
	const real = await synced(browser);
	expect(real).not.toBe(rehearsed);
	expect((await browser.get('/employees')).text).toContain(sandbox.tenant.displayName);
	for (const path of ['', '/holdings']) {
		expect((await browser.get(`/employees/${rehearsed}${path}`)).status).toBe(404);
		expect((await browser.get(`/employees/${real}${path}`)).status).toBe(200);
	}
	expect((await browser.get(`/offboardings/preview?user=${rehearsed}`)).status).toBe(404);
	// Whose schedule is changed from here may be of the other: so is whoever is offered to take over.
	await portal.runner.db
		.updateTable('directory_person')
		.set({ user_principal_name: null })
		.where('tenant_id', '=', second)
		.where('user_principal_name', 'like', 'adele.vance@%')
		.execute();
	const offered = async (who: Browser, user: string) =>
		(await who.get(`/offboardings/recipients?user=${user}&manager=adele`)).text;
	expect(await offered(browser, rehearsed)).toContain('value="adele.vance@rehearsal.example"');
	expect(await offered(browser, real)).not.toContain('value=');
	const stranger = await owner(portal, 'stranger@other.example');
	expect(await offered(stranger, rehearsed)).not.toContain('value=');
	const started = await browser.post('/offboardings', { user: rehearsed, confirm: 'x' });
	expect(started.status).toBe(404);
	expect(await portal.runner.runs()).toEqual([]);
	// Another browser of the same person works in its own tenant.
	const phone = portal.browser();
	await phone.post('/auth/signin', {
		email: 'msp@msp.example',
		password: 'correct horse battery',
	});
	expect((await phone.get(`/employees/${rehearsed}`)).status).toBe(200);
	expect((await browser.get(`/employees/${real}`)).status).toBe(200);
	await browser.post(`/tenants/${first}/work-in`);
	expect((await browser.get(`/employees/${real}`)).status).toBe(404);
	const counts = await Promise.all(
		[first, second].map((tenantId) => portal.runner.directory.counts({ tenantId, group: null })),
	);
	expect(counts[0]?.total).not.toBe(counts[1]?.total);
	await browser.post(`/tenants/${second}/work-in`);
	const confirm = sandbox.tenant.domains[0] ?? '';
	await browser.post('/settings/integrations/remove', { confirm });
	expect((await browser.get(`/employees/${rehearsed}`)).status).toBe(200);
});

it('the eleventh is refused, also where two come at the same moment', async () => {
	const browser = await owner(portal, 'ten@ten.example');
	const { id } = await db()
		.selectFrom('organisation')
		.select('id')
		.where('domain', '=', 'ten.example')
		.executeTakeFirstOrThrow();
	const row = () => ({
		...{ tenant_id: randomUUID(), organisation_id: id, name: 'One of nine' },
		...{ domain: 'nine.example', connection_id: randomUUID(), scope_group: null, simulated: 0 },
		...{ mark: 0, created_at: new Date().toISOString() },
	});
	const nine = Array.from({ length: 9 }, row);
	await db().insertInto('tenant').values(nine).execute();
	const as = personWith(sandbox, 'Global Administrator');
	const back = await atMicrosoft(await consented(browser), { as });
	const both = await Promise.all([
		browser.post('/settings/integrations/connect', { kind: 'sandbox' }),
		browser.get(back),
	]);
	expect(both.map(({ status }) => status).sort()).toEqual([303, 409]);
	expect(both.find(({ status }) => status === 409)?.text).toContain('at most 10 tenants');
	const connected = await db()
		.selectFrom('tenant')
		.select('tenant_id')
		.where('organisation_id', '=', id)
		.where('connection_id', 'is not', null)
		.execute();
	expect(connected).toHaveLength(10);
	// One that is let go of makes room.
	await db()
		.updateTable('tenant')
		.set({ connection_id: null })
		.where('tenant_id', '=', nine[0]?.tenant_id ?? '')
		.execute();
	const again =
		both[0]?.status === 303
			? await throughMicrosoft(browser)
			: await browser.post('/settings/integrations/connect', { kind: 'sandbox' });
	expect(again.status).toBe(303);
});
