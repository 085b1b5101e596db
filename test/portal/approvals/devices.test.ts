import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Sandbox } from '../../../runner';
import { connectByConsent, portalWithApp } from '../../harness/consent';
import { joined, owner, type Browser, type TestPortal } from '../../harness/portal';

let portal: TestPortal;
let sandbox: Sandbox;
let manager: Browser;
let user: string;

const confirm = 'lee.gu@rehearsal.example';

beforeAll(async () => {
	({ portal, sandbox } = await portalWithApp());
	const boss = await owner(portal, 'boss@corp.example');
	await connectByConsent(sandbox, boss);
	manager = await joined(portal, boss, 'manager@corp.example', 'manager');
	const { users, managedDevices } = sandbox.tenant;
	user = users.find(({ profile }) => profile.userPrincipalName === confirm)?.profile.id ?? '';
	const [device] = managedDevices;
	if (!device) throw new Error('The tenant has no device');
	const { profile } = device;
	// Somebody whose name the devices of a whole shop floor are enrolled in.
	for (let count = 0; count < 26; count++) {
		const own = { userId: user, managedDeviceOwnerType: 'company' as const };
		managedDevices.push({ ...device, profile: { ...profile, ...own, id: randomUUID() } });
	}
}, 120_000);

afterAll(async () => {
	await portal.close();
	await sandbox.close();
});

const begun = async () => (await portal.runner.runs({ dryRun: false })).length;

it('more than 25 devices need a second person, whatever a form says was read', async () => {
	// As a browser never sends it: without a word about a preview.
	const made = await manager.post('/offboardings', { user, confirm });
	expect(made.location).toMatch(/^\/approvals\//);
	expect(await begun()).toBe(0);
	await manager.post(`${made.location}/withdraw`);
	// Read with nothing to wipe, sent with everything.
	const read = (await manager.post('/offboardings/preview', { user, devices: 'leave' })).text;
	const preview = /name="preview" value="([^"]+)"/.exec(read)?.[1] ?? '';
	expect(preview).toMatch(/^[A-Z]+-/);
	const form = { user, confirm, preview, devices: 'wipeCompany' };
	const unread = await manager.post('/offboardings', form);
	expect([unread.status, unread.location]).toEqual([422, null]);
	expect(await begun()).toBe(0);
	const wiped = /name="preview" value="([^"]+)"/.exec(unread.text)?.[1] ?? '';
	const sent = await manager.post('/offboardings', { ...form, preview: wiped });
	expect(sent.location).toMatch(/^\/approvals\//);
	expect(await begun()).toBe(0);
	await manager.post(`${sent.location}/withdraw`);
	// Who loses no device is one person's to offboard.
	const left = await manager.post('/offboardings', { ...form, devices: 'leave' });
	expect(left.location).toMatch(/^\/offboardings\//);
	expect(sandbox.tenant.deviceActions).toEqual([]);
}, 60_000);
