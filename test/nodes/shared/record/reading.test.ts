import { describe, expect, it } from 'vitest';
import { countsOf, nineMarks, openItemsOf, rowsOf } from '../../../../nodes/shared/record/rows';
import { between, clock, latest, moment } from '../../../../nodes/shared/record/times';
import { lockOutOf, verdictOf } from '../../../../nodes/shared/record/verdict';
import type { Offboarding } from '../../../../nodes/shared/step/offboarding';
import type { Status } from '../../../../nodes/shared/step/vocabulary';
import { allDone, at, exceptions, lockOutSteps, simulated } from '../../../harness/offboardings';

/** A finished run whose step 1 ended otherwise. */
function withStepOne(status: Status, verified = false): Offboarding {
	const run = allDone();
	const steps = run.steps.map((outcome) =>
		outcome.key === 'disableAccount'
			? { ...outcome, status, verified, items: [], reason: 'Because.' }
			: outcome,
	);
	return { ...run, steps };
}

describe('the nine cells', () => {
	it('show a mark a number, with the record itself as the ninth', () => {
		expect(nineMarks(rowsOf(exceptions()))).toEqual([
			'blocked',
			'blocked',
			'done',
			'failed',
			'done',
			'skipped',
			'pending',
			'unknown',
			'document',
		]);
		expect(nineMarks(rowsOf(simulated()))[7]).toBe('accepted');
	});

	it('are never better than the worst item of their step', () => {
		const run = allDone();
		const steps = run.steps.map((outcome) => ({
			...outcome,
			items: outcome.items.map((entry) => ({ ...entry, verified: false })),
		}));
		expect(nineMarks(rowsOf({ ...run, steps })).slice(0, 4)).toEqual(Array(4).fill('accepted'));
	});

	it('are counted in words', () => {
		expect(countsOf(rowsOf(simulated()))).toBe(
			'7 done, 1 accepted, 1 skipped with a reason, nothing open',
		);
		expect(countsOf(rowsOf({ ...allDone(), steps: [] }))).toBe('9 not started');
	});
});

describe('the lock-out', () => {
	it('is said only when all three steps were seen, with the time of the last', () => {
		const lockOut = lockOutOf(allDone(), rowsOf(allDone()));
		expect(lockOut).toMatchObject({ mark: 'done', headline: 'Locked out', after: '1.4 s' });
		expect(lockOut.at).toBe(at(1.4));
	});

	it.each([
		['blocked', 'Lock-out not complete'],
		['failed', 'Lock-out not complete'],
		['unknown', 'Lock-out not complete'],
		['pending', 'Lock-out not complete'],
		['skipped', 'Lock-out skipped'],
		['done', 'Lock-out accepted'],
	] as const)('is not said when sign-in is %s and unseen', (status, headline) => {
		const run = withStepOne(status);
		expect(lockOutOf(run, rowsOf(run))).toMatchObject({ headline });
	});

	it('is partial when only sign-in was seen', () => {
		const run = { ...allDone(), steps: lockOutSteps().slice(0, 1) };
		expect(lockOutOf(run, rowsOf(run))).toMatchObject({ headline: 'Locked out in part', at: null });
	});
});

describe('the verdict', () => {
	it.each([
		[allDone(), 'done', 'Completed'],
		[simulated(), 'accepted', 'Completed, not all seen yet'],
		[withStepOne('blocked'), 'blocked', 'Completed with exceptions'],
		[exceptions(), 'failed', 'Not complete, with exceptions'],
		[{ ...allDone(), steps: lockOutSteps() }, 'pending', 'Not complete'],
	] as const)('%#', (run, mark, words) => {
		expect(verdictOf(rowsOf(run))).toEqual({ mark, words });
	});
});

describe('open items', () => {
	it('come most urgent first, what is only waiting for proof last', () => {
		const marks = openItemsOf(rowsOf(exceptions())).map(({ row, mark }) => [row.step.number, mark]);
		expect(marks).toEqual([
			[1, 'blocked'],
			[2, 'blocked'],
			[4, 'failed'],
			[8, 'unknown'],
			[8, 'blocked'],
			[7, 'pending'],
			[8, 'accepted'],
		]);
	});

	it('name the step when it ended worse than all its items', () => {
		const run = withStepOne('failed');
		expect(openItemsOf(rowsOf(run))).toMatchObject([{ item: null, reason: 'Because.' }]);
	});
});

describe('times', () => {
	it('are UTC and survive what is no time', () => {
		expect(moment('2026-11-20T17:04:32.418+01:00')).toBe('20 Nov 2026, 16:04:32.4 UTC');
		expect(clock('yesterday')).toBe('yesterday');
		expect(between(at(0), at(59.96))).toBe('60.0 s');
		expect(between(at(0), at(239.7))).toBe('4 min 0 s');
		expect(between(at(1), at(0))).toBeNull();
		expect(latest([at(1), null, at(3), at(2)])).toBe(at(3));
	});
});
