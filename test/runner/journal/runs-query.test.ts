import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { brokenChecksOf } from '../../../runner/addenda/addendum-journal';
import { openDatabase } from '../../../runner/database/open';
import type { Db } from '../../../runner/database/db';
import { Journal } from '../../../runner/journal/journal';
import { readRuns } from '../../../runner/journal/read-runs';
import { countRuns } from '../../../runner/journal/runs-query';
import { after, offboarding, outcome, START } from '../../harness/outcomes';
import { ENGINES, type Place } from '../database/engines';

describe.each(ENGINES)('looking for runs, on %s,', (_name, create) => {
	let place: Place;
	let db: Db;
	let id: string;

	beforeEach(async () => {
		place = await create();
		db = await openDatabase(place.folder, place.environment);
		const journal = new Journal(db);
		const held = await journal.start(
			{
				...{ user: '5b7d-of-somebody', manager: null, requestedBy: null, ticket: 'HR-1%' },
				...{ requestedAt: START, dryRun: false, tenantId: 'tenant', cloud: 'global' },
				...{ reportFolder: '/reports', breakGlass: [] },
			},
			'OFF',
			'host/1/first',
		);
		id = held.id;
		const record = offboarding();
		const employee = {
			...record.employee,
			displayName: 'Émile 100%_Sûr',
			userPrincipalName: 'e@x.io',
		};
		const ended = outcome('disableAccount');
		await journal.stepFinished(held, ended, { ...record, employee, steps: [ended] });
	});

	afterEach(async () => {
		await db.destroy();
		await place.remove();
	});

	const found = async (search: string) => (await readRuns(db, { search })).map((run) => run.id);

	it('finds a name, an address or a number by any part of it, and takes every sign as a letter', async () => {
		for (const search of ['Émile', 'mile 100%_s', 'E@X', id, id.toLowerCase(), '5B7D', 'hr-1%']) {
			expect([search, await found(search)]).toEqual([search, [id]]);
		}
		for (const search of ['100__', '%x', '\\', "' or 1=1 --", 'nobody', '\0nobody', '\ud800']) {
			expect([search, await found(search)]).toEqual([search, []]);
		}
	});

	it('counts by status, and leaves out what somebody has dealt with', async () => {
		const all = { tenantIds: ['tenant'], dryRun: false };
		expect(await countRuns(db, { ...all, search: 'mile' })).toEqual(new Map([['running', 1]]));
		expect(await countRuns(db, { ...all, search: 'nobody' })).toEqual(new Map());
		expect(await countRuns(db, { tenantIds: [] })).toEqual(new Map());
		expect(await readRuns(db, { tenantIds: [] })).toEqual([]);
		const open = async () => (await readRuns(db, { isUnsettled: true })).length;
		const act = {
			run_id: id,
			device_id: null,
			device: null,
			reason: null,
			by_name: 'x',
			at: START,
		};
		await db
			.insertInto('follow_up')
			.values({ ...act, number: 1, kind: 'leave', next_run: null })
			.execute();
		expect(await open()).toBe(1);
		await db
			.insertInto('follow_up')
			.values({ ...act, number: 2, kind: 'again', next_run: 'OFF-2026-000009' })
			.execute();
		expect(await open()).toBe(0);
		// Undone in part only: somebody has to look, until the rest is.
		await db
			.insertInto('follow_up')
			.values({ ...act, number: 3, kind: 'undoneInPart', next_run: null })
			.execute();
		expect((await readRuns(db, { isUnsettled: true, statuses: ['failed'] })).length).toBe(1);
		await db
			.insertInto('follow_up')
			.values({ ...act, number: 4, kind: 'undone', next_run: null })
			.execute();
		expect(await open()).toBe(0);
	});

	it('finds one whose last later check was not as recorded, until somebody has acted since', async () => {
		const open = async () =>
			(await readRuns(db, { isUnsettled: true, statuses: ['completed'] })).map((run) => run.id);
		const broken = async () => [...(await brokenChecksOf(db, [id, 'OFF-2026-000009'])).keys()];
		const check = (number: number, verdict: string) =>
			db
				.insertInto('addendum')
				.values({
					...{ id: `${id}-A${number}`, run_id: id, number, verdict, checked_at: after(number) },
					...{ is_scheduled: 0, addendum_json: null, report_path: null, report_sha256: '' },
				})
				.execute();
		const act = (number: number, kind: string, at: string) =>
			db
				.insertInto('follow_up')
				.values({
					...{ run_id: id, number, kind, at, by_name: 'x' },
					...{ device_id: null, device: null, reason: null, next_run: null },
				})
				.execute();
		await check(1, 'open');
		expect([await open(), await broken()]).toEqual([[], []]);
		await act(1, 'dealtWith', after(1.5));
		await check(2, 'broken');
		expect([await open(), await broken()]).toEqual([[id], [id]]);
		await act(2, 'leave', after(2.5));
		expect(await open()).toEqual([id]);
		await act(3, 'dealtWith', after(2.7));
		expect([await open(), await broken()]).toEqual([[], [id]]);
		await check(3, 'broken');
		expect(await open()).toEqual([id]);
		await check(4, 'holds');
		expect([await open(), await broken()]).toEqual([[], []]);
	});

	it('narrows to days, states and those with a record', async () => {
		const [run] = await readRuns(db, {});
		const startedAt = run?.startedAt ?? '';
		expect(await readRuns(db, { startedBefore: startedAt })).toEqual([]);
		expect(await readRuns(db, { startedFrom: startedAt, statuses: ['running'] })).toHaveLength(1);
		expect(await readRuns(db, { statuses: ['completed'] })).toEqual([]);
		expect(await readRuns(db, { isRecorded: true })).toEqual([]);
	});
});
