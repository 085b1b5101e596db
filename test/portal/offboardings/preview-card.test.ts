import { afterAll, beforeAll, expect, it } from 'vitest';
import { cardOf } from '../../../portal/offboardings/run-card';
import type { Browser, TestPortal } from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';
import { allDone, outcome, runRecord } from '../../harness/outcomes';

const NOW = new Date('2026-11-26T10:00:00Z');

let portal: TestPortal;
let browser: Browser;

beforeAll(async () => {
	({ portal, browser } = await rehearsed());
}, 120_000);

afterAll(() => portal.close());

it('a preview is nowhere called a completed offboarding: not on its page, not in the log, not in the CSV', async () => {
	const found = (await browser.get('/employees?q=alex.wilber')).text;
	const user = /href="\/employees\/([0-9a-f-]{36})"/.exec(found)?.[1] ?? '';
	await browser.get(`/offboardings/preview?user=${user}`);
	const log = (await browser.get('/audit')).text;
	expect(log).toContain('Preview requested');
	expect(log).toContain('Preview ended, nothing was changed: completed');
	expect(log).not.toMatch(/Offboarding (requested|begun|ended)|Results of the steps/);
	const csv = (await browser.get('/audit/export')).text;
	expect(csv).toContain('Preview ended, nothing was changed: completed');
	expect(csv).not.toContain('Offboarding ended');
	const id = /href="\/offboardings\/(SIM-[\d-]+)"/.exec(log)?.[1] ?? '';
	const { text } = await browser.get(`/offboardings/${id}`);
	expect(text).toContain('Preview, nothing was changed');
	expect(text).toContain('A preview only reads: nobody is locked out by it.');
	expect(text).toContain(`href="/offboardings/new?user=${user}"`);
	expect(text).not.toMatch(/Completed|st-done|Try again|Try this step|It is dealt with|needs? you/);
}, 120_000);

it('a preview that is blocked asks for nobody, and one that goes on reads', () => {
	const blocked = outcome('disableAccount', { status: 'blocked', verified: false });
	const steps = [blocked, ...allDone().slice(1)];
	const { request } = runRecord(steps);
	const dryRun = { ...request, dryRun: true };
	const over = runRecord(steps, { status: 'completed_with_exceptions', request: dryRun });
	expect(cardOf(over, NOW)).toMatchObject({
		...{ isPreview: true, mark: 'pending', sentence: 'Preview, nothing was changed' },
		...{ needsYou: false },
	});
	const rows = cardOf(over, NOW).phases.flatMap((phase) => phase.steps);
	expect(rows.map(({ toDo, mayTry }) => toDo ?? mayTry)).toEqual(rows.map(() => false));
	expect(cardOf(runRecord([], { status: 'running', request: dryRun }), NOW)).toMatchObject({
		...{ mark: 'running', sentence: 'Preview, reading the tenant' },
	});
});

it('while a step of the lock-out is under way, it is neither called unknown nor failed', () => {
	const begun = allDone().slice(0, 2);
	const run = runRecord(begun, { status: 'running', finishedAt: null });
	const steps = run.steps.map((step) =>
		step.key === 'revokeSessions' ? { ...step, startedAt: run.startedAt } : step,
	);
	expect(cardOf({ ...run, steps }, NOW).lockOut).toBeNull();
	// The same of a run that is over: nobody knows how that step ended.
	const over = { ...run, steps, status: 'failed', finishedAt: run.startedAt } as const;
	expect(cardOf(over, NOW).lockOut?.sentence).toBe('Not locked out: step 3 is unknown.');
});
