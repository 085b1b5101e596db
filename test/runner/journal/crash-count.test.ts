import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../runner/database/open';
import type { Db } from '../../../runner/database/db';
import { abandonedRuns } from '../../../runner/journal/abandoned-runs';
import type { HeldRun } from '../../../runner/journal/held-run';
import { Journal } from '../../../runner/journal/journal';
import { releaseLease, requestCancel, takeLease } from '../../../runner/journal/leases';
import { readRun } from '../../../runner/journal/read-runs';
import { offboarding, outcome, START } from '../../harness/outcomes';
import { ENGINES, type Place } from '../database/engines';

describe.each(ENGINES)('a run whose process dies, on %s,', (_name, create) => {
	let place: Place;
	let db: Db;
	let journal: Journal;
	let processes = 0;

	beforeEach(async () => {
		place = await create();
		db = await openDatabase(place.folder, place.environment);
		journal = new Journal(db);
	});

	afterEach(async () => {
		await db.destroy();
		await place.remove();
	});

	const isGone = () => true;

	const start = () =>
		journal.start(
			{
				...{ user: 'adele@contoso.com', manager: null, requestedBy: null, ticket: null },
				...{ requestedAt: START, dryRun: false, tenantId: 'tenant', cloud: 'global' },
				...{ reportFolder: '/reports', breakGlass: [] },
			},
			'OFF',
			'host/1/first',
		);

	/** Another process takes it over from one that is dead. */
	const take = (id: string, anyway = false) =>
		takeLease(db, id, { owner: `host/${(processes += 1)}/x`, isGone, anyway });

	async function taken(id: string, anyway = false): Promise<HeldRun> {
		const held = await take(id, anyway);
		if (held === null || held === 'setAside') throw new Error(`Not taken: ${held}`);
		return held;
	}

	const timeComes = (id: string) =>
		db
			.updateTable('run')
			.set({ wait_until: '2026-01-01T00:00:00.000Z' })
			.where('id', '=', id)
			.execute();

	/** Its process was heard of when the run was no longer watched. */
	const livesOn = ({ id }: HeldRun) =>
		db
			.updateTable('run')
			.set({ watched_until: '2026-01-01T00:00:00.000Z' })
			.where('id', '=', id)
			.execute();

	const found = async (id: string) => {
		const [run] = await abandonedRuns(db, { owner: 'host/9/y', isGone }, id);
		return run;
	};

	it('three times in a row is set aside for a while, and says until when and what to do', async () => {
		const { id } = await start();
		await taken(id);
		await taken(id);
		expect(await found(id)).toMatchObject({ crashes: 3, setAside: false });
		expect(await take(id)).toBe('setAside');
		expect(await take(id)).toBeNull();
		expect(await found(id)).toMatchObject({ status: 'waiting', setAside: true });
		const run = await readRun(db, id);
		expect(run?.message).toMatch(
			new RegExp(
				`^3 times in a row the process ended that worked on it, and no step got on\\. It is tried again in 1 min \\(at \\d{4}-[^ ]+Z\\), without another such run beside it\\. Find out why meanwhile \\(memory, crash reports\\): offboardiq resume ${id} goes on with it at once, offboardiq runs cancel ${id} closes it\\.$`,
			),
		);
	});

	it('is taken again when its time has come, and left alone for longer when it kills once more', async () => {
		const { id } = await start();
		for (let times = 0; times < 3; times += 1) await take(id);
		await timeComes(id);
		expect(await found(id)).toMatchObject({ crashes: 3, setAside: false });
		await taken(id);
		expect(await take(id)).toBe('setAside');
		expect((await readRun(db, id))?.message).toContain('It is tried again in 2 min (');
		expect(await take(id)).toBeNull();
	});

	it('and that gets on when it is tried again is as any other', async () => {
		const { id } = await start();
		for (let times = 0; times < 3; times += 1) await take(id);
		await timeComes(id);
		const held = await taken(id);
		const ended = outcome('disableAccount');
		await journal.stepFinished(held, ended, { ...offboarding(), steps: [ended] });
		await taken(id);
		expect(await found(id)).toMatchObject({ crashes: 2, setAside: false });
	});

	it('is not to blame when its process dies long after it was taken: that was another one', async () => {
		const { id } = await start();
		for (let times = 0; times < 11; times += 1) await livesOn(await taken(id));
		expect(await found(id)).toMatchObject({ crashes: 12, setAside: false });
		expect(await take(id)).toBe('setAside');
		expect((await readRun(db, id))?.message).toContain('12 times in a row');
	});

	it('goes on when a person says so, and is given three more', async () => {
		const { id } = await start();
		for (let times = 0; times < 3; times += 1) await take(id);
		await taken(id, true);
		expect((await readRun(db, id))?.message).toBeNull();
		await taken(id);
		await taken(id);
		expect(await take(id)).toBe('setAside');
	});

	it('and that got on in between is not to blame', async () => {
		const { id } = await start();
		await taken(id);
		const held = await taken(id);
		const ended = outcome('disableAccount');
		await journal.stepFinished(held, ended, { ...offboarding(), steps: [ended] });
		await taken(id);
		await taken(id);
		expect(await take(id)).toBe('setAside');
	});

	it('counts only where nobody gave it back', async () => {
		const { id } = await start();
		for (let times = 0; times < 5; times += 1) await releaseLease(db, await taken(id));
		expect(await found(id)).toMatchObject({ crashes: 1, setAside: false });
	});

	it('can be cancelled where it was set aside', async () => {
		const { id } = await start();
		for (let times = 0; times < 3; times += 1) await take(id);
		expect(await requestCancel(db, id, isGone)).toBe('cancelled');
		expect(await found(id)).toBeUndefined();
	});
});
