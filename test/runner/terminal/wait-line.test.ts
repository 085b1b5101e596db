import { describe, expect, it } from 'vitest';
import { ASKED_TO_WAIT, NO_USABLE_ANSWER } from '../../../nodes/shared/graph/wait';
import type { RunWait } from '../../../runner/execution/progress';
import { BulkScreen } from '../../../runner/terminal/bulk-screen';
import { RunScreen } from '../../../runner/terminal/run-screen';
import { SchedulerLines } from '../../../runner/terminal/scheduler-lines';
import { widthOf } from '../../../runner/terminal/text';
import { fittingWait, waitSentence } from '../../../runner/terminal/wait-line';
import { offboarding, START } from '../../harness/outcomes';
import { recorder } from './recorder';

/** Some time from now: screens look at the clock themselves. */
const inSeconds = (seconds: number, more: Partial<RunWait> = {}): RunWait => ({
	key: 'forwardEmail',
	untilIso: new Date(Date.now() + seconds * 1_000).toISOString(),
	why: ASKED_TO_WAIT,
	service: 'outlook',
	...more,
});

describe('the sentence of a wait', () => {
	const now = Date.parse('2026-11-26T04:00:00.000Z');
	const until = '2026-11-26T04:00:40.000Z';

	it('says who asks, how much longer, and which service', () => {
		const wait = { ...inSeconds(0), untilIso: until };
		expect(waitSentence(wait, now)).toBe('Microsoft asks us to wait 40 s (mailbox)');
		expect(waitSentence(wait, now + 1_500)).toBe('Microsoft asks us to wait 39 s (mailbox)');
		expect(waitSentence({ ...wait, service: null }, now)).toBe('Microsoft asks us to wait 40 s');
		const long = { ...wait, untilIso: '2026-11-26T04:10:00.000Z', service: 'identity' as const };
		expect(waitSentence(long, now)).toBe('Microsoft asks us to wait 10 minutes (directory)');
		const tried = { ...wait, why: NO_USABLE_ANSWER, service: 'teams' as const };
		expect(waitSentence(tried, now)).toBe('No usable answer, asked again in 40 s (Teams)');
	});
});

/** What a person sees at the end of the text: the moving line, drawn after the one before was taken back. */
// eslint-disable-next-line no-control-regex -- it is what is looked for
const lastLine = (text: string) => text.split(/\n|\u001b\[0J/).at(-1) ?? '';

it('fits beside a name as far as it can', () => {
	const now = Date.parse('2026-11-26T04:00:00.000Z');
	const wait = { ...inSeconds(0), untilIso: '2026-11-26T04:00:40.000Z' };
	const fits = (columns: number) => fittingWait(wait, now, columns);
	expect([fits(40), fits(39), fits(29)]).toEqual([
		'Microsoft asks us to wait 40 s (mailbox)',
		'Microsoft asks us to wait 40 s',
		'Waits 40 s',
	]);
});

describe('a screen', () => {
	it('shows a wait while it lasts, in 80 columns, and lets go of it with the step', () => {
		const output = recorder({ live: true, columns: 80 });
		const screen = new RunScreen(output);
		screen.show({ type: 'started', id: 'OFF-2026-000001', at: START });
		screen.show({ type: 'waiting', wait: inSeconds(20, { key: null, service: 'identity' }) });
		expect(lastLine(output.text())).toMatch(
			/^\S+( \S+){4} {2}◔ Microsoft asks us to wait 20 s \(directory\)$/,
		);
		screen.show({ type: 'lookedUp', offboarding: offboarding() });
		screen.show({ type: 'stepStarted', key: 'forwardEmail', at: START });
		screen.show({ type: 'waiting', wait: inSeconds(40) });
		const line = lastLine(output.text());
		expect(line).toContain('  6 ◔ Microsoft asks us to wait 40 s (mailbox)');
		expect(widthOf(line)).toBeLessThanOrEqual(80);
		screen.show({ type: 'stepStarted', key: 'setOutOfOffice', at: START });
		expect(lastLine(output.text())).toContain('Running 7 ');
		screen.stop();
	});

	it('that is a pipe says it once, in a line', () => {
		const output = recorder();
		const screen = new RunScreen(output);
		screen.show({ type: 'started', id: 'OFF-2026-000001', at: START });
		screen.show({ type: 'waiting', wait: inSeconds(40) });
		expect(output.text().split('\n').slice(-2)).toEqual([
			'Microsoft asks us to wait 40 s (mailbox).',
			'',
		]);
	});

	it('of many shows who waits, and in a pipe says it once for all who share it', () => {
		const live = recorder({ live: true, columns: 80 });
		const pipe = recorder();
		for (const output of [live, pipe]) {
			const screen = new BulkScreen(output);
			const users = ['a@x.example', 'b@x.example'];
			screen.show({ type: 'begun', id: 'BLK-1', users });
			for (const position of [0, 1]) {
				const started = { type: 'started', id: `OFF-2026-00000${position}`, at: START } as const;
				screen.show({ type: 'run', position, progress: started });
				screen.show({ type: 'run', position, progress: { type: 'waiting', wait: inSeconds(40) } });
			}
			screen.end([]);
		}
		expect(pipe.text().split('Microsoft asks us to wait 40 s (mailbox).')).toHaveLength(2);
		expect(live.text()).not.toContain('(mailbox).');
	});

	it('of a runner has a line for it, for people and for scripts', () => {
		const lines = new SchedulerLines();
		const run = 'OFF-2026-000001';
		const of = (progress: Parameters<RunScreen['show']>[0]) =>
			lines.of({ type: 'progress', runId: run, progress });
		of({ type: 'started', id: run, at: START });
		const wait = inSeconds(40);
		expect(of({ type: 'waiting', wait })).toEqual({
			text: `${run}  Microsoft asks us to wait 40 s (mailbox).`,
			json: {
				...{ event: 'waiting', run, step: 'forwardEmail', until: wait.untilIso },
				...{ why: ASKED_TO_WAIT, service: 'outlook' },
			},
		});
	});
});
