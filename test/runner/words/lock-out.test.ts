import { describe, expect, it } from 'vitest';
import type { StepOutcome } from '../../../nodes/shared/step/outcome';
import { lockOutOf } from '../../../runner/words/lock-out';
import { after, item, outcome, START } from '../../harness/outcomes';

const lockOut = (outcomes: StepOutcome[], simulated = false) =>
	lockOutOf(new Map(outcomes.map((one) => [one.key, one])), START, simulated);

const three = (third: Partial<StepOutcome> = {}) => [
	outcome('disableAccount', { finishedAt: after(0.4) }),
	outcome('resetPassword', { finishedAt: after(0.9) }),
	outcome('revokeSessions', { finishedAt: after(1.44), ...third }),
];

describe('the lock-out', () => {
	it('is not claimed before all three ended', () => {
		expect(lockOut(three().slice(0, 2))).toBeNull();
	});

	it('is timed by the last of the three', () => {
		expect(lockOut(three())).toMatchObject({
			mark: 'done',
			seconds: 1.44,
			sentence: 'Locked out 1.4 s after start, read back.',
		});
	});

	it('is timed by when Graph accepted, where that is known: reading back is not locking out', () => {
		const items = [item('Refresh tokens', { acceptedAt: after(1.1) })];
		expect(lockOut(three({ items, finishedAt: after(9) }))?.sentence).toContain('1.1 s');
	});

	it('is said, not seen, when one was only accepted', () => {
		expect(lockOut(three({ verified: false }))).toMatchObject({
			mark: 'accepted',
			sentence: 'Locked out 1.4 s after start, accepted, 2 of 3 read back.',
		});
	});

	it.each(['blocked', 'failed', 'unknown'] as const)('is denied when one is %s', (status) => {
		expect(lockOut(three({ status, verified: false }))).toEqual({
			mark: status,
			sentence: `Not locked out: step 3 is ${status}.`,
			seconds: null,
			limit: null,
		});
	});

	it('is no matter of a dry run', () => {
		expect(lockOut(three({ status: 'pending', verified: false }))).toBeNull();
	});

	it('of a rehearsal says so', () => {
		expect(lockOut(three(), true)?.sentence).toContain('in the simulation');
	});
});
