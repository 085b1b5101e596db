import { describe, expect, it } from 'vitest';
import { forwardEmail } from '../../../nodes/ForwardEmail/forwardEmail.step';
import { RULE_NAME } from '../../../nodes/ForwardEmail/inboxRule';
import type { MessageRule } from '../../../runner/sandbox/state/mailbox';
import { eachRehearsal, type Scene } from '../../harness/eachRehearsal';
import { deletePerson, personIn, takeAway, upn, type Case } from '../../harness/people';

const test = eachRehearsal();

function rulesOf({ sandbox }: Scene, who: Case): readonly MessageRule[] {
	return personIn(sandbox, who).mailbox.rules;
}

function targetsOf(rule: MessageRule | undefined): unknown {
	return rule?.actions['redirectTo'];
}

/** A rule with our name that was in the mailbox before, with something about it that is not ours. */
function plant({ sandbox }: Scene, who: Case, odd: Partial<MessageRule>): void {
	personIn(sandbox, who).mailbox.rules.push({
		id: 'planted',
		displayName: RULE_NAME,
		sequence: 1,
		isEnabled: true,
		hasError: false,
		isReadOnly: false,
		conditions: null,
		exceptions: null,
		actions: {
			redirectTo: [{ emailAddress: { address: upn('ordinarysManager'), name: 'Miriam Graham' } }],
			stopProcessingRules: true,
		},
		...odd,
	});
}

describe('forward email', () => {
	it('makes one rule that redirects everything to the manager, and reads it back', async () => {
		const { scene } = test;
		const outcome = await scene.offboard(forwardEmail, {}, 'ordinary');
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		const rules = rulesOf(scene, 'ordinary');
		expect(rules).toHaveLength(1);
		expect(rules[0]).toMatchObject({ displayName: RULE_NAME, isEnabled: true, sequence: 1 });
		expect(targetsOf(rules[0])).toEqual([
			{ emailAddress: { address: upn('ordinarysManager'), name: 'Miriam Graham' } },
		]);
		expect(outcome.summary).toContain('A copy stays');
	});

	it('makes exactly one rule however often it runs', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		for (let run = 0; run < 4; run += 1) await scene.run(forwardEmail, {}, offboarding);
		const again = await scene.run(forwardEmail, {}, offboarding);
		expect(again).toMatchObject({ status: 'done', verified: true });
		expect(again.items[0]?.reason).toBe('The rule was there already.');
		expect(rulesOf(scene, 'ordinary')).toHaveLength(1);
		expect(scene.writes()).toHaveLength(1);
	});

	it('needs two round trips: one to look, one to create and read back', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		const before = scene.sandbox.log.length;
		const { calls } = await scene.run(forwardEmail, {}, offboarding);
		expect(scene.sandbox.log.slice(before)).toHaveLength(2);
		expect(calls.map(({ method, path }) => `${method} ${path.split('/').at(-1) ?? ''}`)).toContain(
			'POST messageRules',
		);
	});

	it('says so when Exchange goes on calling the rule broken', async () => {
		const { scene } = test;
		plant(scene, 'ordinary', {});
		const [rule] = rulesOf(scene, 'ordinary');
		Object.defineProperty(rule, 'hasError', { get: () => true, set: () => undefined });
		const outcome = await scene.offboard(forwardEmail, {}, 'ordinary');
		expect(outcome).toMatchObject({ status: 'failed', verified: false });
		expect(outcome.reason).toContain('broken');
		expect(rulesOf(scene, 'ordinary')).toHaveLength(1);
	});

	it('keeps one of two rules that are its own, and says so', async () => {
		const { scene } = test;
		plant(scene, 'ordinary', {});
		plant(scene, 'ordinary', { id: 'planted too' });
		const outcome = await scene.offboard(forwardEmail, {}, 'ordinary');
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(outcome.items[0]?.reason).toContain('A second rule of this name was deleted.');
		expect(rulesOf(scene, 'ordinary')).toHaveLength(1);
		expect(scene.writes().map(({ method }) => method)).toEqual(['DELETE']);
	});

	it('fails where the second one can not be deleted: mail would go out twice', async () => {
		const { scene } = test;
		plant(scene, 'ordinary', {});
		plant(scene, 'ordinary', { id: 'planted too' });
		scene.sandbox.faults.add('400 on DELETE */messageRules/*');
		const outcome = await scene.offboard(forwardEmail, {}, 'ordinary');
		expect(outcome).toMatchObject({ status: 'failed' });
		expect(outcome.reason).toContain('mail goes out twice');
	});

	it('deletes nothing of its name that does something else besides, and says that it is there', async () => {
		const { scene } = test;
		plant(scene, 'ordinary', {});
		plant(scene, 'ordinary', { id: 'a', conditions: { subjectContains: ['invoice'] } });
		const outcome = await scene.offboard(forwardEmail, {}, 'ordinary');
		expect(outcome.items[0]?.reason).toContain('More than one rule');
		expect(scene.writes()).toEqual([]);
	});

	it('leaves other rules of the mailbox alone', async () => {
		const { scene } = test;
		const before = structuredClone(rulesOf(scene, 'mailHistory'));
		await scene.offboard(forwardEmail, {}, 'mailHistory');
		expect(rulesOf(scene, 'mailHistory').slice(0, 1)).toEqual(before);
		expect(rulesOf(scene, 'mailHistory')).toHaveLength(2);
	});

	it.each([
		['is off', { isEnabled: false }],
		['is broken', { hasError: true }],
		[
			'sends to somebody else',
			{ actions: { redirectTo: [{ emailAddress: { address: 'eve@elsewhere.example' } }] } },
		],
		['forwards some mail only', { conditions: { subjectContains: ['invoice'] } }],
		['leaves some mail out', { exceptions: { fromAddresses: [{}] } }],
		[
			'deletes what it forwards',
			{
				actions: {
					redirectTo: [{ emailAddress: { address: upn('ordinarysManager') } }],
					delete: true,
				},
			},
		],
	])('corrects a rule of its name that %s', async (_, odd) => {
		const { scene } = test;
		plant(scene, 'ordinary', odd);
		const outcome = await scene.offboard(forwardEmail, {}, 'ordinary');
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(outcome.items[0]?.reason).toContain('corrected');
		const [rule, ...more] = rulesOf(scene, 'ordinary');
		expect(more).toEqual([]);
		expect(rule).toMatchObject({ isEnabled: true, hasError: false, conditions: null });
		expect(rule?.exceptions).toBeNull();
		expect(rule?.actions['delete']).toBeUndefined();
		expect(JSON.stringify(targetsOf(rule))).toContain(upn('ordinarysManager'));
	});

	it('skips whoever has no manager, with the reason', async () => {
		const { scene } = test;
		const outcome = await scene.offboard(forwardEmail, {}, 'noManager');
		expect(outcome.status).toBe('skipped');
		expect(outcome.reason).toContain('no manager is set');
		expect(scene.writes()).toEqual([]);
	});

	it.each(['noMailbox', 'mailboxElsewhere', 'mailboxDeleted'] as const)(
		'skips a person without a cloud mailbox (%s)',
		async (who) => {
			const outcome = await test.scene.offboard(forwardEmail, {}, who);
			expect(outcome.status).toBe('skipped');
			expect(outcome.reason).toContain('No cloud mailbox');
		},
	);

	it('forwards to whoever was named instead of the manager', async () => {
		const { scene } = test;
		const manager = upn('sameName');
		await scene.offboard(forwardEmail, {}, 'noManager', { manager });
		expect(JSON.stringify(targetsOf(rulesOf(scene, 'noManager')[0]))).toContain(manager);
	});

	it('does not forward somebody’s mail to themselves', async () => {
		const { scene } = test;
		const outcome = await scene.offboard(forwardEmail, {}, 'ordinary', {
			manager: upn('ordinary'),
		});
		expect(outcome.status).toBe('blocked');
		expect(rulesOf(scene, 'ordinary')).toEqual([]);
	});

	it('tells a policy of the mailbox from a missing permission', async () => {
		const { scene } = test;
		const policy = await scene.offboard(forwardEmail, {}, 'mailboxPolicy');
		expect(policy.status).toBe('blocked');
		expect(policy.reason).toContain('An application access policy of Exchange');
		expect(policy.items[0]).toMatchObject({ code: 'ErrorAccessDenied' });
		expect(scene.writes()).toEqual([]);
	});

	it('names the permission that is missing', async () => {
		const { scene } = test;
		takeAway(scene.sandbox, 'MailboxSettings.ReadWrite');
		scene.sandbox.tenant.app.permissions.push('MailboxSettings.Read');
		const outcome = await scene.offboard(forwardEmail, {}, 'ordinary');
		expect(outcome.status).toBe('blocked');
		expect(outcome.reason).toContain('MailboxSettings.ReadWrite');
	});

	it('fails when the person was deleted after the look-up', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		deletePerson(scene.sandbox, 'ordinary');
		const outcome = await scene.run(forwardEmail, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'failed' });
		expect(outcome.reason).toContain('was deleted meanwhile');
		expect(scene.writes()).toEqual([]);
	});

	it('writes nothing in a dry run, and says what is there already', async () => {
		const { scene } = test;
		const plan = await scene.offboard(forwardEmail, {}, 'ordinary', { dryRun: true });
		expect(plan).toMatchObject({ status: 'pending' });
		expect(plan.summary).toContain('would go to Miriam Graham');
		expect(scene.writes()).toEqual([]);
		plant(scene, 'ordinary', {});
		const there = await scene.offboard(forwardEmail, {}, 'ordinary', { dryRun: true });
		expect(there.summary).toContain('already');
	});
});
