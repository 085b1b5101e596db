import { expect, it } from 'vitest';
import { runWords } from '../../../runner/words/run-words';
import { cardOf } from '../../../portal/offboardings/run-card';
import { allDone, outcome, runRecord } from '../../harness/outcomes';

const accepted = () =>
	allDone().map((one) => (one.key === 'wipeDevices' ? outcome(one.key, { verified: false }) : one));
const NOW = new Date('2026-11-26T10:00:00Z');

it('a run with a wipe that is only accepted is not called completed, on a card as in its record', () => {
	const run = runRecord(accepted());
	expect(runWords(run)).toBe('Completed, not all seen yet');
	expect(cardOf(run, NOW)).toMatchObject({
		...{ mark: 'accepted', sentence: 'Completed, not all seen yet', needsYou: false },
	});
});

it('one whose every step was read back is', () => {
	expect(cardOf(runRecord(allDone()), NOW)).toMatchObject({ mark: 'done', sentence: 'Completed' });
});

it('exceptions come first, and a dry run has nothing to be seen', () => {
	const open = runRecord(accepted(), { status: 'completed_with_exceptions' });
	expect(runWords(open)).toBe('Completed with exceptions');
	const { request } = open;
	expect(runWords(runRecord(accepted(), { request: { ...request, dryRun: true } }))).toBe(
		'Completed',
	);
});
