import { describe, expect, it } from 'vitest';
import { STEPS, type StatusMark, type StepKey } from '../../../nodes/shared/step/vocabulary';
import { nine, shapeOf } from '../../../runner/terminal/strip';
import { marksOf, wordOf } from '../../../runner/words/marks';
import { allDone, outcome } from '../../harness/outcomes';
import { recorder } from './recorder';

const MARKS: readonly StatusMark[] = [
	'done',
	'accepted',
	'skipped',
	'blocked',
	'failed',
	'unknown',
	'waiting',
	'running',
	'pending',
];

const strip = (marks: [StepKey, StatusMark][], simulated = false) =>
	nine(recorder(), new Map(marks), simulated);

describe('the nine', () => {
	it('are grouped 3-2-2-1-1 and dotted before anything ran', () => {
		expect(strip([])).toBe('··· ·· ·· · ·');
	});

	it('show solid only what was seen', () => {
		expect(nine(recorder(), marksOf(allDone()), false)).toBe('■■■ ■■ ■■ ■ ■');
		const said = outcome('disableAccount', { verified: false });
		expect(nine(recorder(), marksOf([said]), false)).toBe('□·· ·· ·· · ·');
	});

	it.each([
		['done', 'accepted', '□'],
		['done', 'skipped', '■'],
		['done', 'unknown', '▨'],
		['failed', 'unknown', '█'],
		['done', 'pending', '·'],
		['blocked', 'accepted', '◧'],
		['failed', 'running', '▣'],
	] as const)('show the worse half of step 8: %s and %s', (wipe, leave, cell) => {
		const marks: [StepKey, StatusMark][] = [
			['wipeDevices', wipe],
			['removeFromTeams', leave],
		];
		expect(strip(marks)).toBe(`··· ·· ·· ${cell} ·`);
		expect(strip(marks.map(([key], index) => [key, index ? wipe : leave]))).toBe(
			`··· ·· ·· ${cell} ·`,
		);
	});

	it('show no solid proof of a rehearsal', () => {
		const marks = STEPS.map(({ key }): [StepKey, StatusMark] => [key, 'done']);
		expect(strip(marks, true)).not.toContain('■');
	});
});

describe('every status', () => {
	it.each([false, true])('has a shape and a word of its own (simulated: %s)', (simulated) => {
		expect(new Set(MARKS.map((mark) => shapeOf(mark, simulated))).size).toBe(MARKS.length);
		expect(new Set(MARKS.map((mark) => wordOf(mark, simulated))).size).toBe(MARKS.length);
		expect(new Set(MARKS.map((mark) => strip([['disableAccount', mark]], simulated))).size).toBe(
			MARKS.length,
		);
	});

	it('says simulated where a real one would be proof', () => {
		expect(wordOf('done', true)).toBe('Done, simulated');
		expect(wordOf('accepted', true)).toBe('Accepted, simulated');
		expect(shapeOf('done', true)).not.toBe(shapeOf('done', false));
	});
});
