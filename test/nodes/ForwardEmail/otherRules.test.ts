import { describe, expect, it } from 'vitest';
import { forwardEmail } from '../../../nodes/ForwardEmail/forwardEmail.step';
import type { MessageRule } from '../../../runner/sandbox';
import { eachRehearsal } from '../../harness/eachRehearsal';
import { personIn, upn } from '../../harness/people';

const test = eachRehearsal();

function addRule(rule: Partial<MessageRule>): MessageRule {
	const whole: MessageRule = {
		id: 'theirs',
		displayName: 'fw',
		sequence: 2,
		isEnabled: true,
		hasError: false,
		isReadOnly: false,
		conditions: null,
		exceptions: null,
		actions: {},
		...rule,
	};
	personIn(test.scene.sandbox, 'ordinary').mailbox.rules.push(whole);
	return whole;
}

const to = (address: string) => [{ emailAddress: { address, name: 'me' } }];

describe('rules of the leaver that are there already', () => {
	it.each(['redirectTo', 'forwardTo', 'forwardAsAttachmentTo'])(
		'and send mail outside (%s) are for a person to decide, and are not touched',
		async (action) => {
			const theirs = addRule({ actions: { [action]: to('me@home.example') } });
			const outcome = await test.scene.offboard(forwardEmail, {}, 'ordinary');
			expect(outcome.status).toBe('blocked');
			const [ours, other] = outcome.items;
			expect(ours).toMatchObject({ status: 'done', verified: true });
			expect(other).toMatchObject({ target: 'Own inbox rule “fw”', status: 'blocked' });
			expect(other?.reason).toBe(
				'It sends mail to me@home.example, outside of the company. Look whether it may stay.',
			);
			expect(personIn(test.scene.sandbox, 'ordinary').mailbox.rules).toContain(theirs);
		},
	);

	it('and send mail inside are named', async () => {
		addRule({ actions: { forwardTo: to(upn('ordinarysManager')) } });
		const outcome = await test.scene.offboard(forwardEmail, {}, 'ordinary');
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(outcome.items[1]).toMatchObject({ status: 'skipped' });
		expect(outcome.items[1]?.reason).toContain('inside of the company');
	});

	it('are said in a dry run too', async () => {
		addRule({ actions: { redirectTo: to('me@home.example') } });
		const outcome = await test.scene.offboard(forwardEmail, {}, 'ordinary', { dryRun: true });
		expect(outcome.items.map(({ status }) => status)).toEqual(['pending', 'blocked']);
	});

	it('and are off, or only move mail, are nobody’s business', async () => {
		addRule({ isEnabled: false, actions: { redirectTo: to('me@home.example') } });
		addRule({ id: 'more', actions: { moveToFolder: 'inbox' } });
		const outcome = await test.scene.offboard(forwardEmail, {}, 'ordinary');
		expect(outcome.items).toHaveLength(1);
	});

	it('and end the processing at the place of ours are named, at a later place not', async () => {
		addRule({ sequence: 1, actions: { markAsRead: true, stopProcessingRules: true } });
		addRule({ id: 'more', sequence: 3, actions: { delete: true, stopProcessingRules: true } });
		const outcome = await test.scene.offboard(forwardEmail, {}, 'ordinary');
		expect(outcome.status).toBe('done');
		expect(outcome.items.map(({ targetId }) => targetId)).toEqual([expect.any(String), 'theirs']);
		expect(outcome.items[1]?.reason).toContain('ours may not see the mail it fits');
	});

	it('let ours go first again where it had fallen behind', async () => {
		await test.scene.offboard(forwardEmail, {}, 'ordinary');
		const { rules } = personIn(test.scene.sandbox, 'ordinary').mailbox;
		const [ours] = rules;
		if (!ours) throw new Error('There is no rule.');
		ours.sequence = 4;
		addRule({ sequence: 3, actions: { markAsRead: true, stopProcessingRules: true } });
		const outcome = await test.scene.offboard(forwardEmail, {}, 'ordinary');
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(rules[0]).toMatchObject({ displayName: 'OffboardIQ forward', sequence: 1 });
	});
});
