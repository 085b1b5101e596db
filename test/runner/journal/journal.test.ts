import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Db } from '../../../runner/database/db';
import { openDatabase } from '../../../runner/database/open';
import { Journal } from '../../../runner/journal/journal';
import { readRun, readRuns } from '../../../runner/journal/read-runs';
import { eventsAfter } from '../../../runner/journal/run-event';
import { nextRunId } from '../../../runner/journal/run-number';
import type { RunRequest } from '../../../runner/journal/run-record';
import { offboarding, outcome, START } from '../../harness/outcomes';

const request: RunRequest = {
	user: 'adele@contoso.com',
	manager: 'miriam@contoso.com',
	requestedBy: 'ben',
	ticket: 'T-1',
	requestedAt: START,
	dryRun: true,
	tenantId: 'tenant',
	cloud: 'global',
	reportFolder: '/reports',
	breakGlass: [],
};

let folder: string;
let db: Db;
let journal: Journal;
const start = (series: 'OFF' | 'SIM') => journal.start(request, series, 'somebody');

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'oiq-journal-'));
	db = await openDatabase(folder);
	journal = new Journal(db);
});

afterEach(() => db.destroy());

describe('numbers', () => {
	it('count up in each series and year, with six digits', async () => {
		const next = (series: 'OFF' | 'SIM', at: string) =>
			db.transaction().execute((tx) => nextRunId(tx, series, new Date(at)));
		expect(await next('OFF', '2026-12-31T23:59:59Z')).toBe('OFF-2026-000001');
		expect(await next('OFF', '2026-12-31T23:59:59Z')).toBe('OFF-2026-000002');
		expect(await next('SIM', '2026-12-31T23:59:59Z')).toBe('SIM-2026-000001');
		expect(await next('OFF', '2027-01-01T00:00:00Z')).toBe('OFF-2027-000001');
	});

	it('are given once, however many runs start at once', async () => {
		const runs = await Promise.all(Array.from({ length: 25 }, () => start('OFF')));
		expect(new Set(runs.map(({ id }) => id)).size).toBe(25);
	});
});

describe('a run', () => {
	it('is on record before anybody is looked up', async () => {
		const held = await start('OFF');
		expect(await readRun(db, held.id)).toMatchObject({
			id: held.id,
			status: 'running',
			request,
			offboarding: null,
			finishedAt: null,
			report: null,
		});
		expect((await readRun(db, held.id))?.steps.map(({ startedAt }) => startedAt)).toEqual(
			Array(10).fill(null),
		);
	});

	it('keeps each step as it begins and ends', async () => {
		const held = await start('OFF');
		await journal.stepStarted(held, 'wipeDevices', START);
		expect((await readRun(db, held.id))?.steps[7]).toMatchObject({
			startedAt: START,
			outcome: null,
		});
		const ended = outcome('wipeDevices', { verified: false });
		await journal.stepFinished(held, ended, offboarding({ steps: [ended] }));
		const run = await readRun(db, held.id);
		expect(run?.steps[7]).toMatchObject({ number: 8, key: 'wipeDevices', outcome: ended });
		expect(run?.offboarding?.steps).toEqual([ended]);
	});

	it('shows how a step stands after a later one tried it again, and remembers both', async () => {
		const held = await start('OFF');
		const refused = outcome('disableAccount', { status: 'failed', reason: '403' });
		await journal.stepFinished(held, refused, offboarding());
		await journal.stepFinished(held, outcome('disableAccount'), offboarding());
		expect((await readRun(db, held.id))?.steps[0]?.outcome?.status).toBe('done');
		const events = await eventsAfter(db, held.id, 1);
		expect(events.map(({ data }) => (data.outcome as { status: string }).status)).toEqual([
			'failed',
			'done',
		]);
	});

	it('ends with its status, its message and its report', async () => {
		const held = await start('SIM');
		const report = { path: '/somewhere/record.pdf', sha256: 'ab'.repeat(32) };
		await journal.finish(held, { status: 'completed_with_exceptions', message: 'why', report });
		const run = await readRun(db, held.id);
		expect(run).toMatchObject({ status: 'completed_with_exceptions', message: 'why', report });
		expect(Date.parse(run?.finishedAt ?? '')).toBeGreaterThan(0);
	});

	it('is still there, unfinished, for the process after a crash', async () => {
		const held = await start('OFF');
		await journal.stepStarted(held, 'resetPassword', START);
		const other = await openDatabase(folder);
		expect((await readRun(other, held.id))?.steps[1]).toMatchObject({
			startedAt: START,
			outcome: null,
		});
		await other.destroy();
	});
});

it('numbers the events of a run from 1 without gaps, and gives those after one', async () => {
	const held = await start('OFF');
	const otherRun = await start('OFF');
	await Promise.all([
		journal.lookedUp(held, offboarding()),
		journal.stepStarted(otherRun, 'disableAccount', START),
		journal.stepStarted(held, 'disableAccount', START),
	]);
	await journal.finish(held, { status: 'failed', message: null, report: null });
	const events = await eventsAfter(db, held.id, 0);
	expect(events.map(({ sequence, type }) => `${sequence} ${type}`)).toEqual([
		'1 runStarted',
		'2 lookedUp',
		'3 stepStarted',
		'4 runFinished',
	]);
	expect(await eventsAfter(db, held.id, 3)).toEqual(events.slice(3));
});

it('lists the newest run first', async () => {
	const ids = [(await start('OFF')).id, (await start('OFF')).id];
	expect((await readRuns(db)).map(({ id }) => id)).toEqual(ids.reverse());
});

it('finds no run that is not there', async () => {
	expect(await readRun(db, "' or 1=1 --")).toBeNull();
});
