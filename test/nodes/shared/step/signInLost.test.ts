import { describe, expect, it } from 'vitest';
import { ConnectionError } from '../../../../nodes/shared/graph';
import { signInRefusal } from '../../../../nodes/shared/step/signInLost';
import { brokenOutcome, outcomeOf, runStep } from '../../../../nodes/shared/step/runStep';
import { disableAccount } from '../../../../nodes/DisableAccount/disableAccount.step';
import { item } from '../../../harness/outcomes';
import { eachRehearsal } from '../../../harness/eachRehearsal';
import { personIn, upn } from '../../../harness/people';

const test = eachRehearsal();

describe('a step whose sign-in is refused in the middle of a run', () => {
	it('has not failed: it has not begun, and says why', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		const { app } = scene.sandbox.tenant;
		app.secretExpired = true;
		app.tokenGeneration += 1;
		const outcome = await runStep(disableAccount, scene.context(offboarding), {});
		expect(outcome).toMatchObject({ status: 'pending', verified: false });
		expect(signInRefusal(outcome)).toContain('AADSTS7000222');
		expect(personIn(scene.sandbox, 'ordinary').profile.accountEnabled).toBe(true);
	});

	it('is the same before the first request', () => {
		const error = new ConnectionError('The client secret is wrong.', 'AADSTS7000215');
		const outcome = brokenOutcome('forwardEmail', error, new Date());
		expect(outcome).toMatchObject({
			status: 'pending',
			reason: 'Not started. The client secret is wrong.',
		});
		expect(signInRefusal(outcome)).toBe('The client secret is wrong.');
	});

	it('keeps what had been done by then, and is open', () => {
		const lost = item('B', { status: 'failed', verified: false, code: 'AADSTS7000222' });
		const outcome = outcomeOf('removeMfaMethods', { items: [item('A'), lost], summary: 'Half.' });
		expect(outcome.status).toBe('pending');
		expect(outcome.items.map(({ status }) => status)).toEqual(['done', 'pending']);
	});

	it('is failed for any other reason, and unknown stays unknown', () => {
		const broken = brokenOutcome(
			'forwardEmail',
			new ConnectionError('No.', 'LoginFailed'),
			new Date(),
		);
		expect(broken.status).toBe('failed');
		expect(signInRefusal(broken)).toBeNull();
		const open = item('B', { status: 'unknown', verified: false, code: 'AADSTS7000222' });
		expect(outcomeOf('wipeDevices', { items: [open], summary: '' }).status).toBe('unknown');
	});
});
