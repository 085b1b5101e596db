import { describe, expect, it } from 'vitest';
import type { StepOutcome } from '../../../nodes/shared/step/outcome';
import type { Output } from '../../../runner/terminal/output';
import { BulkScreen } from '../../../runner/terminal/bulk-screen';
import { allDone, offboarding, outcome, runRecord, START } from '../../harness/outcomes';
import { recorder } from './recorder';

const USERS = ['ada@contoso.com', 'bo@contoso.com'];

/** Two people: both through the lock-out, then both to their end. */
function screenOf(all: readonly (readonly StepOutcome[])[], output: Partial<Output> = {}): string {
	const to = recorder(output);
	const screen = new BulkScreen(to);
	screen.show({ type: 'begun', id: 'BULK-2026-000001', users: USERS });
	const found = offboarding();
	const one = (position: number, part: readonly StepOutcome[]) => {
		for (const step of part) {
			const started = { type: 'stepStarted', key: step.key, at: START } as const;
			screen.show({ type: 'run', position, progress: started });
			screen.show({ type: 'run', position, progress: { type: 'stepFinished', outcome: step } });
		}
	};
	for (const [position, outcomes] of all.entries()) {
		const begun = { type: 'started', id: `OFF-2026-00000${position + 1}`, at: START } as const;
		screen.show({ type: 'run', position, progress: begun });
		screen.show({ type: 'run', position, progress: { type: 'lookedUp', offboarding: found } });
		one(position, outcomes.slice(0, 3));
	}
	const runs = all.map((outcomes, position) => {
		one(position, outcomes.slice(3));
		const run = runRecord([...outcomes], { offboarding: found });
		screen.show({ type: 'ended', position, run });
		return run;
	});
	screen.end(runs);
	return to.text();
}

const refused = () => {
	const outcomes = allDone();
	outcomes[1] = outcome('resetPassword', { status: 'failed', verified: false });
	return outcomes;
};

describe('a list in a pipe', () => {
	it('is the lock-out on one line, then a line a person', () => {
		const lines = screenOf([allDone(), allDone()]).split('\n');
		expect(lines[0]).toBe('BULK-2026-000001  2 people, lock-out first.');
		expect(lines[1]).toMatch(/^Locked out 2 of 2, \d+ s\.$/);
		expect(lines.slice(2, 4).every((line) => line.startsWith('■■■ ■■ ■■ ■ ■  '))).toBe(true);
		expect(lines).toContain('2 people: 2 completed.');
	});

	it('says who is not locked out', () => {
		const text = screenOf([allDone(), refused()]);
		expect(text).toContain('Locked out 1 of 2, ');
		expect(text).toContain('Not locked out: 1\n');
		expect(text).toContain('2 Failed');
	});

	it('gets no control character at all', () => {
		const text = screenOf([allDone(), refused()]);
		// eslint-disable-next-line no-control-regex -- that is the point
		expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
	});
});

describe('a list on a terminal', () => {
	it('shows the lock-out and those under way at the bottom, and takes them back', () => {
		const to = recorder({ live: true, columns: 100 });
		const screen = new BulkScreen(to);
		screen.show({ type: 'begun', id: 'BULK-2026-000001', users: USERS });
		const begun = { type: 'started', id: 'OFF-2026-000001', at: START } as const;
		const step = { type: 'stepStarted', key: 'disableAccount', at: START } as const;
		screen.show({ type: 'run', position: 0, progress: begun });
		screen.show({ type: 'run', position: 0, progress: step });
		const run = runRecord(allDone(), { offboarding: offboarding() });
		screen.show({ type: 'ended', position: 1, run });
		const before = to.text();
		expect(before).toContain('▣·· ·· ·· · ·  ada@contoso.com  Disable account');
		expect(before).toMatch(/Locked out 0 of 2, \d+ s; through 1 of 2$/);
		screen.stop();
		expect(to.text().slice(before.length)).toBe('\r\u001b[1A\u001b[0J');
	});
});
