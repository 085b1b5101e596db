import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Sandbox } from '../../../runner';
import { connectByConsent, portalWithApp } from '../../harness/consent';
import { addressOf as at, cover, employees, tenantIdOf } from '../../harness/directory';
import { joined, owner, type Browser, type TestPortal } from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';

/* What one person may not decide about alone is not decided by a change of what was scheduled either. */

let portal: TestPortal;
let sandbox: Sandbox;
let boss: Browser;
let manager: Browser;

beforeAll(async () => {
	({ portal, sandbox } = await portalWithApp());
	boss = await owner(portal, 'boss@corp.example');
	await connectByConsent(sandbox, boss);
	manager = await joined(portal, boss, 'manager@corp.example', 'manager');
	const { users, managedDevices } = sandbox.tenant;
	const userId = users.find(({ profile }) => profile.userPrincipalName === at('lee.gu'))?.profile
		.id;
	const [device] = managedDevices;
	if (!device || userId === undefined) throw new Error('The tenant is another one');
	for (let count = 0; count < 26; count++) {
		const own = { userId, managedDeviceOwnerType: 'company' as const };
		managedDevices.push({ ...device, profile: { ...device.profile, ...own, id: randomUUID() } });
	}
}, 120_000);

afterAll(async () => {
	await portal.close();
	await sandbox.close();
});

const LATER = { when: 'later', at: '2027-07-09T18:00', zone: 'UTC' };
const get = (path: string, of = portal) => of.runner.schedules.get(path.split('/').at(-1) ?? '');

async function scheduled(by: Browser, upn: string, of = portal): Promise<string> {
	const place = { tenantId: await tenantIdOf(by), group: null };
	const user = (await of.runner.directory.named(place, upn))?.id ?? 'none';
	const form = { user, confirm: upn, ...LATER, devices: 'leave' };
	const { location, text } = await by.post('/offboardings', form);
	return location ?? `${upn}: ${/href="#[a-z]+">[^<]*/.exec(text)?.[0]}`;
}

/** Reads the form and the preview, and confirms. */
async function change(by: Browser, path: string, upn: string, choice: Record<string, string>) {
	const version = /name="version" value="([^"]+)"/.exec((await by.get(`${path}/change`)).text)?.[1];
	const read = (await by.post(`${path}/change/preview`, choice)).text;
	const preview = /name="preview" value="([^"]+)"/.exec(read)?.[1] ?? '';
	const form = { ...choice, confirm: upn, version: version ?? '', preview };
	return await by.post(`${path}/change`, form);
}

const WORDS = 'are not one person’s to decide about.';

it('more than 25 devices are not wiped by a change', async () => {
	const path = await scheduled(boss, at('lee.gu'));
	expect(path).toMatch(/^\/schedules\//);
	const answer = await change(manager, path, at('lee.gu'), { devices: 'wipeCompany' });
	expect([answer.status, answer.text.includes(WORDS)]).toEqual([409, true]);
	expect((await get(path)).choices).toEqual({ devicePolicy: 'leave' });
	// What erases nothing is one person's to change.
	const other = await change(manager, path, at('lee.gu'), { devices: 'leave', ticket: 'HR-7' });
	expect(other.location).toBe(path);
	expect((await get(path)).ticket).toBe('HR-7');
	expect(sandbox.tenant.deviceActions).toEqual([]);
}, 60_000);

it('whoever has scheduled 25 within a day changes no more than those', async () => {
	const { portal: other, browser: chief } = await rehearsed('chief@corp.example');
	const helper = await joined(other, chief, 'helper@corp.example', 'manager');
	const names = await employees(other, chief, 26);
	await cover(other, chief, names);
	const theirs = await scheduled(chief, names[0] ?? '', other);
	const own: string[] = [];
	for (const name of names.slice(1)) own.push(await scheduled(helper, name, other));
	expect([theirs, ...own].filter((path) => !path.startsWith('/schedules/'))).toEqual([]);
	const mine = { devices: 'leave', ticket: 'HR-8' };
	expect((await change(helper, own[0] ?? '', names[1] ?? '', mine)).location).toBe(own[0]);
	const before = await get(theirs, other);
	const all = { devices: 'retireAll' };
	const answer = await change(helper, theirs, names[0] ?? '', all);
	expect([answer.status, answer.text.includes(WORDS)]).toEqual([409, true]);
	expect(await get(theirs, other)).toEqual(before);
	// It counts for whoever asks: an Owner who has asked for nothing else may.
	expect((await change(chief, theirs, names[0] ?? '', all)).location).toBe(theirs);
	await other.close();
}, 120_000);
