import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Sandbox } from '../../../runner';
import { connectByConsent, portalWithApp } from '../../harness/consent';
import { personIn, upn } from '../../harness/people';
import { joined, owner, type Browser, type TestPortal } from '../../harness/portal';

let portal: TestPortal;
let sandbox: Sandbox;
let boss: Browser;

beforeAll(async () => {
	({ portal, sandbox } = await portalWithApp());
	boss = await owner(portal, 'ada@corp.example');
	await connectByConsent(sandbox, boss);
	await joined(portal, boss, 'manager@corp.example', 'manager');
}, 120_000);

afterAll(async () => {
	await portal.close();
	await sandbox.close();
});

/** Gives somebody company devices until they have so many. */
function give(who: 'ordinary' | 'mac', count: number): void {
	const { id } = personIn(sandbox, who).profile;
	const { managedDevices } = sandbox.tenant;
	const own = managedDevices.filter(({ profile }) => profile.userId === id);
	const [first] = own;
	if (!first) throw new Error('There is no device.');
	for (let at = own.length; at < count; at++) {
		const profile = { ...first.profile, id: `${first.profile.id.slice(0, -3)}${100 + at}` };
		managedDevices.push({ ...first, profile });
	}
}

it('more than 25 wipes on the whole list need a second person, those who were on it before counted', async () => {
	give('ordinary', 13);
	give('mac', 13);
	const later = { when: 'later', at: '2027-07-09T18:00', zone: 'UTC', devices: 'wipeCompany' };
	const list = { people: upn('ordinary'), confirm: 'offboard 1', ...later };
	const path = (await boss.post('/bulks', list)).location ?? '';
	expect(path).toMatch(/^\/schedules\//);
	const add = { people: upn('mac'), confirm: 'add 1' };
	const asked = await boss.post(`${path}/people`, add);
	expect(asked.location).toMatch(/^\/approvals\//);
	expect((await portal.runner.schedules.people(path.split('/').at(-1) ?? '')).length).toBe(1);
	await boss.post(`${asked.location}/withdraw`);
	// Where no device is erased there is nothing to count.
	await boss.post(`${path}/cancel`);
	const left = (await boss.post('/bulks', { ...list, devices: 'leave' })).location ?? '';
	expect((await boss.post(`${left}/people`, add)).location).toBe(left);
}, 60_000);
