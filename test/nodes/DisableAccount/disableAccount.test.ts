import { describe, expect, it } from 'vitest';
import { disableAccount } from '../../../nodes/DisableAccount/disableAccount.step';
import { eachRehearsal } from '../../harness/eachRehearsal';
import { deletePerson, personIn, takeAway, upn } from '../../harness/people';
import { linesOf } from '../../harness/requests';

const test = eachRehearsal();

describe('disable account', () => {
	it('turns sign-in off, reads it back and keeps the value before', async () => {
		const { scene } = test;
		const outcome = await scene.offboard(disableAccount, {}, 'ordinary');
		expect(outcome).toMatchObject({ status: 'done', verified: true, summary: 'Sign-in is off.' });
		expect(outcome.items).toMatchObject([{ before: 'true', after: 'false', verified: true }]);
		expect(outcome.items[0]?.requestId).toMatch(/^[0-9a-f-]{36}$/);
		const { profile } = personIn(scene.sandbox, 'ordinary');
		expect(profile.accountEnabled).toBe(false);
		expect(linesOf(scene.writes())).toEqual([`PATCH /users/${profile.id}`]);
		expect(scene.writes()[0]?.body).toEqual({ accountEnabled: false });
	});

	it('says so when sign-in was off already', async () => {
		const outcome = await test.scene.offboard(disableAccount, {}, 'disabled');
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(outcome.items[0]?.reason).toBe('Sign-in was off already.');
	});

	it('names the permission that is missing and changes nothing', async () => {
		const { scene } = test;
		takeAway(scene.sandbox, 'User.EnableDisableAccount.All');
		const outcome = await scene.offboard(disableAccount, {}, 'ordinary');
		expect(outcome.status).toBe('blocked');
		expect(outcome.reason).toContain('User.EnableDisableAccount.All');
		expect(personIn(scene.sandbox, 'ordinary').profile.accountEnabled).toBe(true);
	});

	it('is blocked, and asks for no permission, where an administrative unit protects the person', async () => {
		const outcome = await test.scene.offboard(disableAccount, {}, 'restricted');
		expect(outcome).toMatchObject({ status: 'blocked', verified: false });
		expect(outcome.reason).toContain('restricted administrative unit');
	});

	it('fails when the person was deleted after the look-up', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		deletePerson(scene.sandbox, 'ordinary');
		const outcome = await scene.run(disableAccount, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'failed', verified: false });
		expect(outcome.items[0]?.code).toBe('Request_ResourceNotFound');
	});

	it('waits as long as it is told to, then goes through', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		scene.sandbox.faults.add('429 retry-after=7 on PATCH /users/* times=1');
		const outcome = await scene.run(disableAccount, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(scene.longestWait()).toBeGreaterThanOrEqual(7_000);
	});

	it.each(['504-after', 'reset-after', 'timeout-after'])(
		'ends with sign-in off after a lost answer (%s)',
		async (fault) => {
			const { scene } = test;
			const offboarding = await scene.lookUp(upn('ordinary'));
			const graph = scene.client({ timeoutMs: 300 });
			scene.sandbox.faults.add(`${fault} on PATCH /users/* times=1`);
			const outcome = await scene.run(disableAccount, {}, offboarding, graph);
			expect(outcome).toMatchObject({ status: 'done', verified: true });
		},
	);

	it('is unknown, never done, when no answer ever comes', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		scene.sandbox.faults.add('reset-after on PATCH /users/*');
		const outcome = await scene.run(disableAccount, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'unknown', verified: false });
		expect(outcome.reason).toContain('may or may not');
	});

	it('is accepted, not done, while the read-back still shows the old value', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		scene.sandbox.faults.add('500 on GET /users/* skip=1');
		const outcome = await scene.run(disableAccount, {}, offboarding);
		expect(outcome).toMatchObject({
			status: 'done',
			verified: false,
			summary: 'Turning sign-in off was accepted.',
		});
	});

	it('leaves the rest to a person where Active Directory turns sign-in on again', async () => {
		const { scene } = test;
		const outcome = await scene.offboard(disableAccount, {}, 'synced');
		expect(outcome.status).toBe('blocked');
		expect(outcome.reason).toContain('Active Directory');
		expect(outcome.items[0]).toMatchObject({ status: 'done', verified: true });
		expect(personIn(scene.sandbox, 'synced').profile.accountEnabled).toBe(false);
	});

	it('writes nothing in a dry run and says what it would do', async () => {
		const { scene } = test;
		const outcome = await scene.offboard(disableAccount, {}, 'ordinary', { dryRun: true });
		expect(outcome).toMatchObject({ status: 'pending', summary: 'Sign-in would be turned off.' });
		expect(scene.writes()).toEqual([]);
		const off = await scene.offboard(disableAccount, {}, 'disabled', { dryRun: true });
		// No change to come: a preview does not count it as one.
		expect(off).toMatchObject({ status: 'skipped', summary: 'Sign-in is off already.' });
	});
});
