import { describe, expect, it } from 'vitest';
import { forwardEmail } from '../../../nodes/ForwardEmail/forwardEmail.step';
import type { MessageRule } from '../../../runner/sandbox/state/mailbox';
import { eachRehearsal, type Scene } from '../../harness/eachRehearsal';
import { personIn, upn, type Case } from '../../harness/people';

const test = eachRehearsal();

function rulesOf({ sandbox }: Scene, who: Case): readonly MessageRule[] {
	return personIn(sandbox, who).mailbox.rules;
}

describe('a rule whose answer is lost or put off', () => {
	it.each(['reset-after', '504-after', '500-after', '503-after', 'timeout-after'])(
		'makes one rule although the answer is lost (%s)',
		async (fault) => {
			const { scene } = test;
			const offboarding = await scene.lookUp(upn('ordinary'));
			scene.sandbox.faults.add(`${fault} on POST */messageRules times=2`);
			const graph = scene.client({ timeoutMs: 300 });
			const outcome = await scene.run(forwardEmail, {}, offboarding, graph);
			expect(outcome).toMatchObject({ status: 'done', verified: true });
			expect(rulesOf(scene, 'ordinary')).toHaveLength(1);
		},
	);

	it('sends again what was lost before the work, and still makes one rule', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		scene.sandbox.faults.add('reset on POST */messageRules times=2');
		const outcome = await scene.run(forwardEmail, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(rulesOf(scene, 'ordinary')).toHaveLength(1);
	});

	it('is unknown when the answer is lost and the mailbox can not be read any more', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		scene.sandbox.faults.add(
			'reset-after on POST */messageRules; 500 on GET */messageRules skip=1',
		);
		const outcome = await scene.run(forwardEmail, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'unknown', verified: false });
		expect(rulesOf(scene, 'ordinary')).toHaveLength(1);
	});

	it('waits as long as it is told to', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		scene.sandbox.faults.add('429 retry-after=17 on POST */messageRules times=1');
		const outcome = await scene.run(forwardEmail, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(scene.longestWait()).toBeGreaterThanOrEqual(17_000);
		expect(rulesOf(scene, 'ordinary')).toHaveLength(1);
	});
});
