import { describe, expect, it } from 'vitest';
import { fallbackIn } from '../../../nodes/ForwardEmail/fallback';
import { forwardEmail } from '../../../nodes/ForwardEmail/forwardEmail.step';
import { eachRehearsal, type Scene } from '../../harness/eachRehearsal';
import { personIn, upn, type Case } from '../../harness/people';

const test = eachRehearsal();

function targetsIn({ sandbox }: Scene, who: Case): readonly string[] {
	return personIn(sandbox, who).mailbox.rules.map(({ actions }) =>
		JSON.stringify(actions['redirectTo']),
	);
}

describe('the fallback recipient', () => {
	it.each(['user principal name', 'object id', 'mail address'])(
		'is found by %s when nobody is above',
		async (by) => {
			const { scene } = test;
			const { profile } = personIn(scene.sandbox, 'sameName');
			profile.mail = 'a.schmidt@rehearsal.example';
			const key = { 'object id': profile.id, 'mail address': profile.mail }[by] ?? upn('sameName');
			const outcome = await scene.offboard(
				forwardEmail,
				{ fallbackRecipient: ` ${key} ` },
				'noManager',
			);
			expect(outcome).toMatchObject({ status: 'done', verified: true });
			expect(outcome.items[0]?.reason).toBe('No manager is set. The fallback recipient is used.');
			expect(targetsIn(scene, 'noManager')).toEqual([
				expect.stringContaining('"address":"a.schmidt@rehearsal.example"'),
			]);
			expect(outcome.summary).toContain('Anna Schmidt');
		},
	);

	it('can be an address of the tenant that no user has, such as a group’s', async () => {
		const { scene } = test;
		const fallbackRecipient = 'leavers@rehearsal.example';
		await scene.offboard(forwardEmail, { fallbackRecipient }, 'noManager');
		expect(targetsIn(scene, 'noManager')).toEqual([expect.stringContaining(fallbackRecipient)]);
	});

	it('can be a shared mailbox, whose account is off; not somebody who left', async () => {
		const { scene } = test;
		const options = { fallbackRecipient: upn('disabled') };
		const left = await scene.offboard(forwardEmail, options, 'noManager');
		expect(left.status).toBe('blocked');
		expect(left.reason).toContain('fallback recipient emily.braun@rehearsal.example is disabled');
		expect(scene.writes()).toEqual([]);
		personIn(scene.sandbox, 'disabled').mailbox.userPurpose = 'shared';
		const shared = await scene.offboard(forwardEmail, options, 'noManager');
		expect(shared).toMatchObject({ status: 'done', verified: true });
	});

	it('is not used while a manager can receive mail', async () => {
		const { scene } = test;
		await scene.offboard(forwardEmail, { fallbackRecipient: upn('sameName') }, 'ordinary');
		expect(targetsIn(scene, 'ordinary')).toEqual([
			expect.stringContaining(upn('ordinarysManager')),
		]);
	});

	it('takes the place of a manager outside, and the record says why', async () => {
		const { scene } = test;
		const options = { fallbackRecipient: upn('sameName') };
		const outcome = await scene.offboard(forwardEmail, options, 'managerIsGuest');
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(outcome.items[0]?.reason).toContain('Megan Bowen is outside of the company');
		expect(targetsIn(scene, 'managerIsGuest')).toEqual([expect.stringContaining(upn('sameName'))]);
	});

	it.each([
		['somebody@elsewhere.example', 'elsewhere.example is not a verified domain'],
		['megan.bowen_fabrikam.example#EXT#@rehearsal.example', 'is outside of the company'],
		['nestor.wilke@rehearsal.example', 'is the leaver'],
		['n.w@rehearsal.example', 'is the leaver'],
		['11111111-2222-4333-8444-555555555555', 'There is no user'],
	])('blocks %s', async (fallbackRecipient, reason) => {
		const { scene } = test;
		personIn(scene.sandbox, 'noManager').profile.proxyAddresses.push('smtp:N.W@rehearsal.example');
		const outcome = await scene.offboard(forwardEmail, { fallbackRecipient }, 'noManager');
		expect(outcome.status).toBe('blocked');
		expect(outcome.reason).toContain(reason);
		expect(scene.writes()).toEqual([]);
	});

	it('takes no unknown address while the domains can not be read', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('noManager'));
		scene.sandbox.faults.add('403 on GET /organization');
		const options = { fallbackRecipient: 'leavers@rehearsal.example' };
		const outcome = await scene.run(forwardEmail, options, offboarding);
		expect(outcome.status).toBe('blocked');
		expect(scene.writes()).toEqual([]);
	});

	it('that makes no sense fails before anything is sent', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		const before = scene.sandbox.log.length;
		const options = { fallbackRecipient: 'Jo from accounting' };
		const outcome = await scene.run(forwardEmail, options, offboarding);
		expect(outcome).toMatchObject({ status: 'failed', calls: [] });
		expect(outcome.items[0]?.code).toBe('InvalidFallbackRecipient');
		expect(outcome.reason).toContain('Fallback Recipient is neither');
		expect(scene.sandbox.log).toHaveLength(before);
	});
});

it.each([undefined, null, '', '  '])('takes %j for no fallback', (value) => {
	expect(fallbackIn(value)).toEqual({ ok: true, key: null });
});

it.each(['x', 'a@b', 'a b@c.de', 'a@b.de/../x', '<a@b.de>', 'a\u0007@b.de', 12, {}, ['a@b.de']])(
	'takes %j for a mistake',
	(value) => {
		expect(fallbackIn(value)).toMatchObject({ ok: false });
	},
);
