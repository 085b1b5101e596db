import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { forwardEmail } from '../../../nodes/ForwardEmail/forwardEmail.step';
import type { Clock } from '../../../nodes/shared/graph';
import type { StepOutcome } from '../../../nodes/shared/step/outcome';
import type { MessageRule } from '../../../runner/sandbox';
import { eachRehearsal } from '../../harness/eachRehearsal';
import { personIn, upn } from '../../harness/people';
import { standStill } from '../../harness/walk';

const test = eachRehearsal();

/** Time that passes for the product and for the mailbox alike. */
const clock: Clock = {
	now: () => new Date(),
	sleep: async (milliseconds) => {
		vi.setSystemTime(Date.now() + milliseconds);
		await new Promise((resolve) => setImmediate(resolve));
	},
};

beforeEach(standStill);
afterEach(() => {
	vi.useRealTimers();
});

function rules(): readonly MessageRule[] {
	return personIn(test.scene.sandbox, 'ordinary').mailbox.rules;
}

/** Every rule that is made from now on shows only so many milliseconds later. */
function showLate(milliseconds: number): void {
	const { mailbox } = personIn(test.scene.sandbox, 'ordinary');
	const push = (rule: MessageRule): number => {
		const shownFrom = new Date(Date.now() + milliseconds).toISOString();
		return Array.prototype.push.call(mailbox.rules, { ...rule, shownFrom });
	};
	Object.defineProperty(mailbox.rules, 'push', { value: push });
}

async function forward(): Promise<StepOutcome> {
	const { scene } = test;
	const offboarding = await scene.lookUp(upn('ordinary'));
	return await scene.run(forwardEmail, {}, offboarding, scene.client({ clock, timeoutMs: 400 }));
}

/** Requests that made a rule, or tried to. */
function creates(): number {
	return test.scene.writes().filter(({ method, path }) => `${method} ${path}`.startsWith('POST'))
		.length;
}

describe('a rule whose answer is lost and that shows late', () => {
	it.each(['504-after', 'reset-after', '500-after', '503-after', 'timeout-after'])(
		'is waited for, not made a second time (%s, a minute later)',
		async (fault) => {
			showLate(60_000);
			test.scene.sandbox.faults.add(`${fault} on POST */messageRules times=1`);
			expect(await forward()).toMatchObject({ status: 'done', verified: true });
			expect(rules()).toHaveLength(1);
			expect(creates()).toBe(1);
		},
	);

	it('is made again after a minute and a half, and the record says what may come', async () => {
		showLate(180_000);
		test.scene.sandbox.faults.add('reset-after on POST */messageRules times=1');
		const outcome = await forward();
		expect(outcome).toMatchObject({ status: 'done', verified: false });
		expect(outcome.items[0]?.reason).toContain('no rule showed within 90 seconds');
		expect(rules()).toHaveLength(2);
		vi.setSystemTime(Date.now() + 180_000);
		const again = await forward();
		expect(again).toMatchObject({ status: 'done', verified: true });
		expect(again.items).toHaveLength(1);
		expect(again.items[0]?.reason).toContain('A second rule of this name was deleted.');
		expect(rules()).toHaveLength(1);
	});

	it('is unknown when every answer is lost, with what to look for', async () => {
		test.scene.sandbox.faults.add('reset on POST */messageRules');
		const outcome = await forward();
		expect(outcome).toMatchObject({ status: 'unknown' });
		expect(outcome.reason).toContain('Look for “OffboardIQ forward” among the inbox rules');
		expect(creates()).toBe(3);
	});

	it('is unknown, and not made again, when the mailbox can not be read any more', async () => {
		test.scene.sandbox.faults.add('504 on POST */messageRules; 403 on GET */messageRules skip=1');
		expect(await forward()).toMatchObject({ status: 'unknown' });
		expect(creates()).toBe(1);
	});

	it('stays unknown although the service only throttles from then on', async () => {
		test.scene.sandbox.faults.add('504 on POST */messageRules times=1');
		test.scene.sandbox.faults.add('429 retry-after=1 on POST */messageRules');
		expect(await forward()).toMatchObject({ status: 'unknown' });
	});
});
