import { describe, expect, it } from 'vitest';
import type { Status } from '../../../nodes/shared/step/vocabulary';
import { endStatus, waitsFor } from '../../../runner/journal/run-status';
import { allDone, item, outcome, runRecord } from '../../harness/outcomes';

const withStep = (status: Status) =>
	runRecord([...allDone().slice(0, 9), outcome('compliancePdf', { status })]).steps;

describe('a run', () => {
	it('is completed when everything is done, accepted or skipped', () => {
		const outcomes = allDone();
		outcomes[7] = outcome('wipeDevices', { verified: false });
		outcomes[6] = outcome('setOutOfOffice', { status: 'skipped', reason: 'no mailbox' });
		expect(endStatus(runRecord(outcomes).steps, false)).toBe('completed');
	});

	it.each(['blocked', 'failed', 'unknown', 'pending'] as const)(
		'is not completed when a step is %s',
		(status) => {
			expect(endStatus(withStep(status), false)).toBe('completed_with_exceptions');
		},
	);

	it.each(['blocked', 'failed', 'unknown', 'pending'] as const)(
		'is not completed when one item in a done step is %s',
		(status) => {
			const outcomes = allDone();
			outcomes[4] = outcome('removeAdminRoles', {
				items: [item('a'), item('b', { status, verified: false })],
			});
			expect(endStatus(runRecord(outcomes).steps, false)).toBe('completed_with_exceptions');
		},
	);

	it('is not completed when a step was never reached', () => {
		expect(endStatus(runRecord(allDone().slice(0, 9)).steps, false)).toBe(
			'completed_with_exceptions',
		);
	});
});

describe('a dry run', () => {
	it('is completed when every step said what it would do', () => {
		const outcomes = allDone().map((one) => ({ ...one, status: 'pending' as const }));
		expect(endStatus(runRecord(outcomes).steps, true)).toBe('completed');
	});

	it('is not completed when a step could not say', () => {
		expect(endStatus(withStep('failed'), true)).toBe('completed_with_exceptions');
	});

	it('waits when the app could not sign in any more, and says for what in one line', () => {
		const outcomes = allDone();
		const code = 'AADSTS7000222';
		for (const [index, key] of [
			[3, 'removeMfaMethods'],
			[4, 'removeAdminRoles'],
		] as const) {
			const items = [item(key, { status: 'pending', code, reason: 'Not started. It expired.' })];
			outcomes[index] = outcome(key, { status: 'pending', items });
		}
		const { steps } = runRecord(outcomes);
		expect(endStatus(steps, false)).toBe('waiting');
		expect(waitsFor(steps)).toMatch(/^2 steps wait for the connection: It expired\./);
		expect(waitsFor(runRecord(allDone()).steps)).toBeNull();
	});
});
