import { describe, expect, it } from 'vitest';
import { forwardEmail } from '../../../nodes/ForwardEmail/forwardEmail.step';
import { runStep } from '../../../nodes/shared/step/runStep';
import type { UserRecord } from '../../../runner/sandbox/state/directory';
import { eachRehearsal, type Scene } from '../../harness/eachRehearsal';
import { deletePerson, personIn, upn, type Case } from '../../harness/people';

const test = eachRehearsal();

/** Where new mail of somebody goes, as the mailbox has it. */
function targetsIn({ sandbox }: Scene, who: Case): readonly unknown[] {
	return personIn(sandbox, who).mailbox.rules.map(({ actions }) => actions['redirectTo']);
}

function sentTo(address: string): unknown {
	return [[expect.objectContaining({ emailAddress: expect.objectContaining({ address }) })]];
}

function called({ sandbox }: Scene, alias: string): UserRecord {
	const wanted = `${alias}@rehearsal.example`;
	const found = sandbox.tenant.users.find(({ profile }) => profile.userPrincipalName === wanted);
	if (!found) throw new Error(`Nobody is called ${alias}.`);
	return found;
}

/** Makes a chain of managers above somebody, each with the account switched off. */
function chainAbove(scene: Scene, who: Case, aliases: readonly string[]): void {
	let below = personIn(scene.sandbox, who);
	for (const alias of aliases) {
		const manager = called(scene, alias);
		manager.profile.accountEnabled = false;
		below.managerId = manager.profile.id;
		below = manager;
	}
}

describe('up the chain of managers', () => {
	it('passes over a disabled manager and says so', async () => {
		const { scene } = test;
		const outcome = await scene.offboard(forwardEmail, {}, 'managerDisabled');
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(targetsIn(scene, 'managerDisabled')).toEqual(sentTo('ben.walters@rehearsal.example'));
		expect(outcome.items[0]?.reason).toBe('Skipped Emily Braun, whose account is disabled.');
		expect(outcome.summary).toContain('Ben Walters');
	});

	it('passes over a manager without a mail address', async () => {
		const { scene } = test;
		personIn(scene.sandbox, 'ordinarysManager').profile.mail = null;
		const outcome = await scene.offboard(forwardEmail, {}, 'ordinary');
		expect(targetsIn(scene, 'ordinary')).toEqual(sentTo('patti.fernandez@rehearsal.example'));
		expect(outcome.items[0]?.reason).toBe('Skipped Miriam Graham, who has no mail address.');
	});

	it('notices a manager who was disabled after the look-up', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		personIn(scene.sandbox, 'ordinarysManager').profile.accountEnabled = false;
		await scene.run(forwardEmail, {}, offboarding);
		expect(targetsIn(scene, 'ordinary')).toEqual(sentTo('patti.fernandez@rehearsal.example'));
	});

	it('blocks when the manager was deleted after the look-up and nobody is above', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		deletePerson(scene.sandbox, 'ordinarysManager');
		const outcome = await scene.run(forwardEmail, {}, offboarding);
		expect(outcome.status).toBe('blocked');
		expect(outcome.reason).toContain('Skipped Miriam Graham, who is no longer in the directory.');
		expect(targetsIn(scene, 'ordinary')).toEqual([]);
	});

	it('trusts the look-up when the manager can not be read again', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		const { id } = personIn(scene.sandbox, 'ordinarysManager').profile;
		scene.sandbox.faults.add(`403 on GET /users/${id}`);
		const outcome = await scene.run(forwardEmail, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(targetsIn(scene, 'ordinary')).toEqual(sentTo(upn('ordinarysManager')));
	});

	it('fails, and makes no rule, when the way up can not be read', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		chainAbove(scene, 'ordinary', ['miriam.graham', 'emily.braun']);
		const { id } = called(scene, 'emily.braun').profile;
		scene.sandbox.faults.add(`500 on GET /users/${id}`);
		const outcome = await scene.run(forwardEmail, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'failed' });
		expect(targetsIn(scene, 'ordinary')).toEqual([]);
	});

	it('finds the manager by itself where there was no look-up', async () => {
		const { scene } = test;
		const context = scene.context(await scene.lookUp(upn('managerDisabled')));
		await runStep(forwardEmail, { ...context, manager: undefined, holdings: null }, {});
		expect(targetsIn(scene, 'managerDisabled')).toEqual(sentTo('ben.walters@rehearsal.example'));
	});

	it('ends where the chain comes back to the leaver', async () => {
		const { scene } = test;
		chainAbove(scene, 'ordinary', ['miriam.graham']);
		personIn(scene.sandbox, 'ordinarysManager').managerId = personIn(
			scene.sandbox,
			'ordinary',
		).profile.id;
		const outcome = await scene.offboard(forwardEmail, {}, 'ordinary');
		expect(outcome.status).toBe('blocked');
		expect(outcome.reason).toContain('The chain of managers comes back to Adele Vance.');
		expect(targetsIn(scene, 'ordinary')).toEqual([]);
	});

	it('makes no loop through a manager who has an address of the leaver', async () => {
		const { scene } = test;
		const { proxyAddresses } = personIn(scene.sandbox, 'ordinary').profile;
		proxyAddresses.push(`smtp:${upn('ordinarysManager')}`);
		const outcome = await scene.offboard(forwardEmail, {}, 'ordinary');
		expect(outcome.status).toBe('blocked');
		expect(outcome.reason).toContain('has the address of the leaver');
		expect(targetsIn(scene, 'ordinary')).toEqual([]);
	});

	it('ends in a circle that the leaver is not part of', async () => {
		const { scene } = test;
		chainAbove(scene, 'ordinary', ['miriam.graham', 'emily.braun', 'miriam.graham']);
		const outcome = await scene.offboard(forwardEmail, {}, 'ordinary');
		expect(outcome.status).toBe('blocked');
		expect(outcome.reason).toContain('comes back to Miriam Graham.');
	});

	it('looks at five managers and no further', async () => {
		const { scene } = test;
		const five = ['emily.braun', 'lee.gu', 'joni.sherman', 'johanna.lorenz', 'raul.razo'];
		chainAbove(scene, 'ordinary', five);
		called(scene, 'raul.razo').managerId = called(scene, 'patti.fernandez').profile.id;
		const outcome = await scene.offboard(forwardEmail, {}, 'ordinary');
		expect(outcome.status).toBe('blocked');
		expect(outcome.reason).toContain('None of the first 5 managers');
		called(scene, 'raul.razo').profile.accountEnabled = true;
		const fifth = await scene.offboard(forwardEmail, {}, 'ordinary');
		expect(fifth).toMatchObject({ status: 'done', verified: true });
		expect(targetsIn(scene, 'ordinary')).toEqual(sentTo('raul.razo@rehearsal.example'));
	});

	it('moves a rule that an earlier run pointed at a manager who is gone since', async () => {
		const { scene } = test;
		await scene.offboard(forwardEmail, {}, 'ordinary');
		personIn(scene.sandbox, 'ordinarysManager').profile.accountEnabled = false;
		const outcome = await scene.offboard(forwardEmail, {}, 'ordinary');
		expect(outcome.items[0]).toMatchObject({
			before: upn('ordinarysManager'),
			after: 'patti.fernandez@rehearsal.example',
		});
		expect(targetsIn(scene, 'ordinary')).toEqual(sentTo('patti.fernandez@rehearsal.example'));
	});

	it('says the same in a dry run, and writes nothing', async () => {
		const { scene } = test;
		const plan = await scene.offboard(forwardEmail, {}, 'managerDisabled', { dryRun: true });
		expect(plan).toMatchObject({ status: 'pending' });
		expect(plan.summary).toBe(
			'Skipped Emily Braun, whose account is disabled. New mail would go to Ben Walters. A copy stays in the mailbox.',
		);
		const guest = await scene.offboard(forwardEmail, {}, 'managerIsGuest', { dryRun: true });
		expect(guest.status).toBe('blocked');
		expect(scene.writes()).toEqual([]);
	});
});
