import { describe, expect, it } from 'vitest';
import type { Offboarding } from '../../../nodes/shared/step/offboarding';
import type { StepOutcome } from '../../../nodes/shared/step/outcome';
import type { Output } from '../../../runner/terminal/output';
import { RunScreen } from '../../../runner/terminal/run-screen';
import {
	after,
	allDone,
	item,
	offboarding,
	outcome,
	runRecord,
	START,
} from '../../harness/outcomes';
import { recorder } from './recorder';

function screenOf(
	outcomes: StepOutcome[],
	more: { offboarding?: Partial<Offboarding>; output?: Partial<Output> } = {},
): string {
	const output = recorder(more.output);
	const screen = new RunScreen(output);
	const found = offboarding(more.offboarding);
	screen.show({ type: 'started', id: 'OFF-2026-000001', at: START });
	screen.show({ type: 'lookedUp', offboarding: found });
	for (const one of outcomes) {
		screen.show({ type: 'stepStarted', key: one.key, at: START });
		screen.show({ type: 'stepFinished', outcome: one });
	}
	const report = { path: '/reports/OFF-2026-000001.pdf', sha256: 'ab' };
	const { dryRun } = found.request;
	const run = runRecord(outcomes, { offboarding: found, report });
	screen.end({ ...run, request: { ...run.request, dryRun } });
	return output.text();
}

const simulated = {
	tenant: { id: 't', displayName: 'Rehearsal', cloud: 'global', simulated: true },
};

describe('a pipe', () => {
	it('gets lines and no control character at all', () => {
		// eslint-disable-next-line no-control-regex -- that is the point
		expect(screenOf(allDone())).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
	});

	it('gets one line a step: number, shape, title, word, seconds', () => {
		const lines = screenOf(allDone()).split('\n');
		expect(lines).toContain(
			'Lock out         1 ● Disable account               Done                   1.3 s',
		);
		expect(lines.filter((line) => / ● .* Done +1\.3 s$/.test(line))).toHaveLength(10);
	});

	it('gets the counts, what is open and where the record is', () => {
		const outcomes = allDone();
		outcomes[4] = outcome('removeAdminRoles', {
			status: 'blocked',
			verified: false,
			items: [
				item('Global Administrator', {
					status: 'blocked',
					verified: false,
					reason: 'The last one. Name another first.',
					code: 'Request_BadRequest',
					requestId: 'req-1',
				}),
			],
		});
		outcomes[7] = outcome('wipeDevices', { verified: false });
		outcomes[6] = outcome('setOutOfOffice', { status: 'skipped', reason: 'No mailbox.' });
		const text = screenOf(outcomes);
		expect(text).toContain('7 done, 1 accepted, 1 skipped with a reason, 1 blocked; 1 open.');
		expect(text).toContain(
			'■ Blocked  Global Administrator: The last one. Name another first. (Request_BadRequest) request-id req-1',
		);
		expect(text).toMatch(/Open, for a person:\n {2}5 ■ Remove admin roles: Blocked\n/);
		expect(text).toContain('Record: /reports/OFF-2026-000001.pdf\n');
		expect(text).toContain('No mailbox.');
	});

	it('says when nothing is open', () => {
		expect(screenOf(allDone())).toContain('10 done, nothing open.');
	});

	it('does not say "nothing open" of a run with steps that were not started', () => {
		const outcomes = allDone();
		outcomes[4] = outcome('removeAdminRoles', { status: 'pending', verified: false });
		expect(screenOf(outcomes)).toContain('9 done, 1 not started.');
	});
});

describe('a terminal', () => {
	const output = { live: true, colour: true, columns: 120 };

	it('is told the same words with and without colour', () => {
		const withColour = screenOf(allDone(), { output: { ...output, live: false } });
		const without = screenOf(allDone(), { output: { ...output, live: false, colour: false } });
		// eslint-disable-next-line no-control-regex -- our own colours
		expect(withColour.replace(/\u001b\[\d+m/g, '')).toBe(without);
		expect(withColour).not.toBe(without);
	});

	it('draws the moving line anew and leaves none behind', () => {
		const text = screenOf(allDone(), { output: { ...output, colour: false } });
		const running = text.match(/Running \d/g) ?? [];
		const erased = text.split('\r\u001b[0J').length - 1;
		expect(running.length).toBeGreaterThanOrEqual(10);
		expect(erased).toBe(running.length);
	});

	it('takes back every row of a moving line that a narrow window broke', () => {
		const text = screenOf(allDone(), { output: { live: true, colour: false, columns: 30 } });
		expect(text).toContain('\r\u001b[1A\u001b[0J');
	});
});

describe('a rehearsal', () => {
	it('begins with the tape and shows no solid proof', () => {
		const text = screenOf(allDone(), { offboarding: simulated });
		const [, second] = text.split('\n');
		expect(second).toContain('Simulated tenant. Nothing here touches Microsoft 365.');
		expect(text).not.toMatch(/[●■]/);
		expect(text).toContain('Done, simulated');
	});
});

describe('a dry run', () => {
	it('says what would be done, item by item', () => {
		const would = outcome('wipeDevices', {
			status: 'pending',
			verified: false,
			items: [item('HAL-LT-0391', { status: 'pending', verified: false, reason: 'Wipe it.' })],
		});
		const request = { ...offboarding().request, dryRun: true };
		const text = screenOf([would], { offboarding: { request } });
		expect(text).toContain('Dry run: nothing is changed.');
		expect(text).toContain('◌ Would do  HAL-LT-0391: Wipe it.');
		expect(text).toContain('10 would run, nothing open.');
	});
});

describe('a step that a later one tried again', () => {
	it('is shown both times, and the lock-out is timed by the last word', () => {
		const refused = outcome('resetPassword', {
			status: 'blocked',
			verified: false,
			reason: 'Admin.',
		});
		const again = outcome('resetPassword', { finishedAt: after(4) });
		const output = recorder();
		const screen = new RunScreen(output);
		screen.show({ type: 'started', id: 'OFF-2026-000001', at: START });
		screen.show({ type: 'lookedUp', offboarding: offboarding() });
		const first = [outcome('disableAccount'), refused, outcome('revokeSessions')];
		for (const one of first) screen.show({ type: 'stepFinished', outcome: one });
		screen.show({ type: 'stepStarted', key: 'removeAdminRoles', at: START });
		const later = [outcome('removeAdminRoles'), again, outcome('revokeSessions')];
		for (const one of later) screen.show({ type: 'stepFinished', outcome: one });
		screen.show({ type: 'stepStarted', key: 'forwardEmail', at: START });
		const said = output.text().match(/.*ocked out.*/g);
		expect(said).toEqual([
			'■ Not locked out: step 2 is blocked.',
			'● Locked out 4.0 s after start, read back.',
		]);
		expect(output.text().match(/2 . Reset password/g)).toHaveLength(2);
	});
});

describe('names', () => {
	it('are whole however narrow the window', () => {
		const userPrincipalName = `${'zoe.'.repeat(30)}x@haldenlogistics.example`;
		const employee = { ...offboarding().employee, userPrincipalName };
		const text = screenOf(allDone(), { offboarding: { employee }, output: { columns: 40 } });
		expect(text).toContain(userPrincipalName);
	});

	it('cannot write on the terminal', () => {
		const hostile = 'Ada\u001b[2J\nDone';
		const employee = {
			...offboarding().employee,
			displayName: hostile,
			userPrincipalName: hostile,
		};
		const failed = outcome('wipeDevices', {
			status: 'failed',
			verified: false,
			summary: hostile,
			reason: `${hostile}!`,
			items: [
				item(hostile, {
					status: 'failed',
					reason: hostile,
					code: hostile,
					requestId: hostile,
				}),
			],
		});
		const text = screenOf([failed], {
			offboarding: {
				employee,
				manager: { ...offboarding().employee, displayName: hostile },
				tenant: { id: 't', displayName: hostile, cloud: 'global', simulated: false },
				warnings: [{ code: 'x', message: hostile, steps: [] }],
			},
		});
		expect(text).not.toContain('\u001b');
		expect(text).not.toMatch(/^Done/m);
	});
});
