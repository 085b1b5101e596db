import { describe, expect, it } from 'vitest';
import { forwardEmail } from '../../../nodes/ForwardEmail/forwardEmail.step';
import { eachRehearsal, type Scene } from '../../harness/eachRehearsal';
import { personIn, upn, type Case } from '../../harness/people';

const test = eachRehearsal();

/** Where new mail of somebody goes, as the mailbox has it. */
function targetsIn({ sandbox }: Scene, who: Case): readonly unknown[] {
	return personIn(sandbox, who).mailbox.rules.map(({ actions }) => actions['redirectTo']);
}

function sentTo(address: string): unknown {
	return [[expect.objectContaining({ emailAddress: expect.objectContaining({ address }) })]];
}

describe('outside of the tenant', () => {
	it('blocks a manager whose domain is not verified, before anything is made', async () => {
		const { scene } = test;
		const outcome = await scene.offboard(forwardEmail, {}, 'managerIsGuest');
		expect(outcome.status).toBe('blocked');
		expect(outcome.reason).toContain('Megan Bowen is outside of the company: fabrikam.example');
		expect(scene.writes()).toEqual([]);
	});

	it('goes by the address, not by the account: a member can have mail elsewhere', async () => {
		const { scene } = test;
		personIn(scene.sandbox, 'ordinarysManager').profile.mail = 'miriam@subsidiary.example';
		const outcome = await scene.offboard(forwardEmail, {}, 'ordinary');
		expect(outcome.status).toBe('blocked');
		expect(outcome.reason).toContain('subsidiary.example is not a verified domain');
		expect(scene.writes()).toEqual([]);
		scene.sandbox.tenant.domains.push('Subsidiary.example');
		await scene.offboard(forwardEmail, {}, 'ordinary');
		expect(targetsIn(scene, 'ordinary')).toEqual(sentTo('miriam@subsidiary.example'));
	});

	it.each(['403', '500'])(
		'accepts a colleague and says what was not checked when the domains can not be read (%s)',
		async (fault) => {
			const { scene } = test;
			const offboarding = await scene.lookUp(upn('ordinary'));
			scene.sandbox.faults.add(`${fault} on GET /organization`);
			const outcome = await scene.run(forwardEmail, {}, offboarding);
			expect(outcome).toMatchObject({ status: 'done', verified: true });
			expect(outcome.items[0]?.reason).toContain('rehearsal.example was not checked');
		},
	);

	it('blocks a guest when the domains can not be read', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('managerIsGuest'));
		scene.sandbox.faults.add('403 on GET /organization');
		const outcome = await scene.run(forwardEmail, {}, offboarding);
		expect(outcome.status).toBe('blocked');
		expect(outcome.reason).toContain('is a guest');
		expect(scene.writes()).toEqual([]);
	});

	it('says where a rule of an earlier run points although mail must not go there', async () => {
		const { scene } = test;
		await scene.offboard(forwardEmail, {}, 'ordinary');
		const { profile } = personIn(scene.sandbox, 'ordinarysManager');
		profile.mail = 'miriam@subsidiary.example';
		const outcome = await scene.offboard(forwardEmail, {}, 'ordinary');
		expect(outcome.items[0]).toMatchObject({
			status: 'blocked',
			before: upn('ordinarysManager'),
		});
		expect(outcome.reason).toContain('A rule of this name is in the mailbox already.');
	});
});
