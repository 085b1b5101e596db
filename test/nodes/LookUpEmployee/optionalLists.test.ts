import { describe, expect, it } from 'vitest';
import { removeFromTeams } from '../../../nodes/RemoveFromTeamsAndGroups/removeFromTeamsAndGroups.step';
import { removeMfaMethods } from '../../../nodes/RemoveMfaMethods/removeMfaMethods.step';
import { setOutOfOffice } from '../../../nodes/SetOutOfOffice/setOutOfOffice.step';
import { lookUpEmployee } from '../../../nodes/LookUpEmployee/lookUpEmployee';
import type { Offboarding } from '../../../nodes/shared/step/offboarding';
import { wipeDevices } from '../../../nodes/WipeDevices/wipeDevices.step';
import { eachRehearsal } from '../../harness/eachRehearsal';
import { personIn, upn, type Case } from '../../harness/people';

const test = eachRehearsal();

const LISTS = ['memberOf', 'ownedObjects', 'managedDevices', 'mailboxSettings', 'methods'];

/** Two, because the methods are asked for in v1.0 and in beta. */
const asksToWait = (list: string) => `429 retry-after=600 on GET */${list} times=2`;

/** With a client that gives up on silence soon, so that the test does not wait for it. */
async function lookUpImpatiently(who: Case): Promise<Offboarding> {
	const { scene } = test;
	return await lookUpEmployee(scene.client({ timeoutMs: 800 }), {
		user: upn(who),
		manager: null,
		request: {
			id: 'OFF-2026-000001',
			dryRun: false,
			requestedBy: null,
			ticket: null,
			requestedAt: new Date().toISOString(),
		},
	});
}

describe('a list that the lock-out can do without', () => {
	it.each(LISTS)('is not waited for when Graph asks for ten minutes: %s', async (list) => {
		const { scene } = test;
		scene.sandbox.faults.add(asksToWait(list));
		const { holdings, warnings, employee } = await scene.lookUp(upn('ordinary'));
		expect(employee.displayName).toBe('Adele Vance');
		expect(scene.clock.waits).toEqual([]);
		const { authenticationMethods, groups, devices, mailbox } = holdings;
		const unread = [authenticationMethods, groups, devices].filter((part) => part === null).length;
		expect(unread + (mailbox.available ? 0 : 1)).toBe(1);
		const [warning] = warnings.filter(({ message }) => message.includes('could not be read yet'));
		expect(warning?.message).toContain('Microsoft Graph asked to wait');
	});

	it('is read by its step, which waits as long as it is asked to', async () => {
		const { scene } = test;
		const list = '429 retry-after=600 on GET */managedDevices times=2';
		scene.sandbox.faults.add(list);
		const offboarding = await scene.lookUp(upn('ordinary'));
		expect(offboarding.holdings.devices).toBeNull();
		const outcome = await scene.run(wipeDevices, { policy: 'wipeCompany' }, offboarding);
		expect(outcome.items).toMatchObject([{ status: 'done', verified: false }]);
		expect(outcome.summary).toContain('those that Intune lists at this step');
		expect(scene.clock.waits[0]).toBe(600_000);
		expect(scene.sandbox.tenant.deviceActions).toHaveLength(1);
	});

	it('costs no step its work', async () => {
		const { scene } = test;
		for (const list of LISTS) scene.sandbox.faults.add(asksToWait(list));
		const offboarding = await scene.lookUp(upn('ordinary'));
		scene.sandbox.faults.clear();
		const statuses = [
			await scene.run(removeMfaMethods, {}, offboarding),
			await scene.run(setOutOfOffice, {}, offboarding),
			await scene.run(wipeDevices, { policy: 'wipeCompany' }, offboarding),
			await scene.run(removeFromTeams, {}, offboarding),
		].map(({ status }) => status);
		expect(statuses).toEqual(['done', 'done', 'done', 'done']);
		const { methods, mailbox } = personIn(scene.sandbox, 'ordinary');
		expect(methods).toEqual([]);
		expect(mailbox.automaticReplies.status).toBe('alwaysEnabled');
		expect(scene.sandbox.tenant.deviceActions).toHaveLength(1);
	});

	it('that hangs takes none of the others with it', async () => {
		test.scene.sandbox.faults.add('timeout on GET */managedDevices');
		const { holdings, warnings } = await lookUpImpatiently('ordinary');
		expect(holdings.devices).toBeNull();
		expect(holdings.groups).toHaveLength(2);
		expect(holdings.authenticationMethods).toHaveLength(2);
		expect(holdings.mailbox.available).toBe(true);
		const unread = warnings.filter(({ code }) => code === 'unread');
		expect(unread).toMatchObject([{ steps: ['wipeDevices'] }]);
		expect(unread[0]?.message).toContain('gave no answer in time');
	});

	it('goes on for too many pages: it is left to the step', async () => {
		test.scene.sandbox.faults.add('429 retry-after=60 on GET */managedDevices skip=1 times=1');
		test.scene.sandbox.faults.add('429 retry-after=2 on GET */ownedObjects times=3');
		const { holdings } = await test.scene.lookUp(upn('ordinary'));
		expect(holdings.groups).toBeNull();
		const waited = test.scene.clock.waits.reduce((sum, wait) => sum + wait, 0);
		expect(waited).toBeLessThanOrEqual(5_000);
	});
});

describe('what decides whether anything may be changed', () => {
	it('is waited for', async () => {
		const { scene } = test;
		scene.sandbox.faults.add(`429 retry-after=600 on GET /users/${upn('ordinary')} times=1`);
		const { employee } = await scene.lookUp(upn('ordinary'));
		expect(employee.displayName).toBe('Adele Vance');
		expect(scene.clock.waits).toContain(600_000);
	});

	it('is known although the memberships are throttled: the last Global Administrator', async () => {
		const { sandbox } = test.scene;
		const other = sandbox.tenant.users.find(({ profile }) =>
			profile.userPrincipalName.startsWith('lidia.holloway'),
		);
		if (!other) throw new Error('There is no other administrator.');
		other.profile.accountEnabled = false;
		sandbox.faults.add('429 retry-after=600 on GET */memberOf');
		await expect(test.scene.lookUp(upn('globalAdministrator'))).rejects.toThrow(
			'last enabled Global Administrator',
		);
	});

	it('and can not be found out: nothing may be changed', async () => {
		test.scene.sandbox.faults.add('503 on GET */memberOf*');
		await expect(test.scene.lookUp(upn('globalAdministrator'))).rejects.toMatchObject({
			kind: 'throttled',
		});
		expect(test.scene.writes()).toEqual([]);
	});
});
