import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OnlySteps } from '../../../nodes/shared/step/onlySteps';
import type { StepOutcome } from '../../../nodes/shared/step/outcome';
import type { StepKey } from '../../../nodes/shared/step/vocabulary';
import { settlementOf } from '../../../portal/offboardings/settled';
import { AuditDesk } from '../../../runner/audit/desk';
import type { Db } from '../../../runner/database/db';
import { migrate } from '../../../runner/database/migrate';
import { MIGRATIONS } from '../../../runner/database/migrations';
import { blankJournal } from '../../../runner/audit/blank-journal';
import { createBulk, leavingWith, takeMember } from '../../../runner/bulk/bulk-journal';
import { addFollowUp, type FollowUp } from '../../../runner/follow-up/follow-up';
import { FollowUps } from '../../../runner/follow-up/follow-ups';
import { readEnded } from '../../../runner/follow-up/held-ended';
import { oneMoreTry } from '../../../runner/follow-up/one-more-try';
import { standingSteps } from '../../../runner/follow-up/tries';
import { claimDevice, sentTo, settleClaim } from '../../../runner/journal/device-claims';
import { writeIntents } from '../../../runner/journal/effects';
import type { HeldRun } from '../../../runner/journal/held-run';
import { Journal } from '../../../runner/journal/journal';
import { readRun, readRuns } from '../../../runner/journal/read-runs';
import type { RunRecord } from '../../../runner/journal/run-record';
import { item, offboarding, outcome, START } from '../../harness/outcomes';
import { ENGINES, type Place } from '../database/engines';

const DEVICE = 'D1A0E3C4-0000-4000-8000-000000000001';
const WHO = { by: 'Ada', actor: 'account/1' };

describe.each(ENGINES)('after the end of a run, on %s', (_name, create) => {
	let place: Place;
	let db: Db;
	/** Somebody else's process. */
	let other: Db;
	let journal: Journal;
	let acts: FollowUps;

	beforeEach(async () => {
		place = await create();
		[db, other] = [place.open(), place.open()];
		await migrate(db, 'journal', MIGRATIONS);
		journal = new Journal(db);
		acts = new FollowUps(db);
	});

	afterEach(async () => {
		await Promise.all([db.destroy(), other.destroy()]);
		await place.remove();
	});

	const request = (tenantId: string) => ({
		...{ user: 'adele@contoso.com', manager: null, requestedBy: null, ticket: null },
		...{ requestedAt: START, dryRun: false, tenantId, cloud: 'global' },
		...{ reportFolder: '/reports', breakGlass: [] },
	});

	const start = (together?: Parameters<Journal['start']>[3]) =>
		journal.start(request('t'), 'OFF', 'host/1/a', together);

	/** A run whose wipe was sent, and that never learned what became of it. */
	async function openRun(): Promise<{ run: RunRecord; held: HeldRun }> {
		const held = await start();
		await journal.lookedUp(held, offboarding());
		await claimDevice(db, held, DEVICE, 'wipe');
		await settleClaim(db, held, DEVICE, 'open', null);
		const lost = item('LAPTOP, company', { targetId: DEVICE, status: 'unknown', reason: 'lost' });
		const step = outcome('wipeDevices', { status: 'unknown', items: [lost] });
		await journal.stepFinished(held, step, offboarding({ steps: [step] }));
		const end = { status: 'completed_with_exceptions', message: null, report: null } as const;
		await journal.finish(held, end);
		const run = await readRun(db, held.id);
		if (!run) throw new Error('There is no run.');
		return { run, held };
	}

	/** A run of which one step failed. */
	async function endedRun(key: StepKey): Promise<RunRecord> {
		const held = await start();
		await journal.lookedUp(held, offboarding());
		const step = outcome(key, { status: 'failed', reason: 'refused' });
		await finishTry(held, step);
		return (await readRun(db, held.id)) as RunRecord;
	}

	const startTry = async (run: RunRecord, only: OnlySteps): Promise<HeldRun> => {
		const held = await journal.start({ ...request('t'), only }, 'OFF', 'host/1/a', (tx, id) =>
			addFollowUp(tx, why(run.id), { kind: 'stepAgain', step: only.steps[0] ?? null, nextRun: id }),
		);
		const about = offboarding();
		await journal.lookedUp(held, { ...about, request: { ...about.request, only } });
		return held;
	};

	async function finishTry(held: HeldRun, step: StepOutcome): Promise<void> {
		await journal.stepFinished(held, step, offboarding({ steps: [step] }));
		const end = { status: 'completed_with_exceptions', message: null, report: null } as const;
		await journal.finish(held, end);
	}

	const why = (runId: string, reason = 'I looked') => ({ ...WHO, runId, reason });
	const decision = (runId: string) => ({ ...why(runId), deviceId: DEVICE });
	const sendOne = (runId: string) => start((tx, id) => acts.sendIn(tx, id, decision(runId)));
	const claims = () => db.selectFrom('device_claim').selectAll().execute();
	const runs = () => db.selectFrom('run').select('id').execute();

	it('a wipe is sent once more for one decision, however many make it at the same moment', async () => {
		const { run } = await openRun();
		const both = [acts, new FollowUps(other)];
		const asked = await Promise.allSettled(
			both.map((mine, index) =>
				new Journal(index === 0 ? db : other).start(request('t'), 'OFF', 'host/1/a', (tx, id) =>
					mine.sendIn(tx, id, decision(run.id)),
				),
			),
		);
		const begun = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
		expect(begun).toHaveLength(1);
		expect(await runs()).toHaveLength(2);
		const [next] = begun;
		if (!next) throw new Error('Nothing began.');
		// The device is free for the one run, once.
		expect(await claimDevice(db, next, DEVICE, 'wipe')).toBeNull();
		await settleClaim(db, next, DEVICE, 'accepted', 'r-1');
		await expect(sendOne(run.id)).rejects.toThrow('Ada has decided already');
		expect(await sentTo(db, next, DEVICE)).toMatchObject({ state: 'accepted', ours: true });
		expect((await acts.of([run.id])).map(({ kind, nextRun }) => [kind, nextRun])).toEqual([
			['send', next.id],
		]);
	});

	it('no wipe is sent once more for an offboarding of long ago: whoever has the device by now is not who it was about', async () => {
		const { run } = await openRun();
		const finished_at = new Date(Date.now() - 31 * 24 * 3_600_000).toISOString();
		await db.updateTable('run').set({ finished_at }).where('id', '=', run.id).execute();
		await expect(sendOne(run.id)).rejects.toThrow('ended more than 30 days ago');
		expect(await claims()).toMatchObject([{ state: 'open' }]);
		expect(await runs()).toHaveLength(1);
		// What was seen can still be said.
		await acts.decideWipe(decision(run.id), 'wiped');
		expect(await claims()).toMatchObject([{ state: 'accepted' }]);
	});

	it('nothing is decided about a run that goes on, or a wipe that another run works on', async () => {
		const { run, held } = await openRun();
		await db.updateTable('run').set({ status: 'waiting' }).where('id', '=', run.id).execute();
		await expect(acts.decideWipe(decision(run.id), 'wiped')).rejects.toThrow('has not ended');
		await expect(sendOne(run.id)).rejects.toThrow('has not ended');
		await expect(acts.dealtWith(why(run.id))).rejects.toThrow('has not ended');
		expect(await claims()).toMatchObject([{ state: 'open', run_id: held.id }]);
		expect(await acts.of([run.id])).toEqual([]);
	});

	it('a device that was wiped gets nothing more, and that is decided once', async () => {
		const { run } = await openRun();
		await acts.decideWipe(decision(run.id), 'wiped');
		expect(await claims()).toMatchObject([{ state: 'accepted' }]);
		await expect(sendOne(run.id)).rejects.toThrow('Ada has decided already');
		await expect(acts.decideWipe(decision(run.id), 'leave')).rejects.toThrow('decided already');
		expect(await runs()).toHaveLength(1);
		const next = await start();
		expect(await claimDevice(db, next, DEVICE, 'wipe')).toMatchObject({ state: 'accepted' });
	});

	it('a device that is left keeps its claim, and may be decided about again', async () => {
		const { run } = await openRun();
		await acts.decideWipe(decision(run.id), 'leave');
		expect(await claims()).toMatchObject([{ state: 'open' }]);
		expect(await acts.openWipes(run)).toMatchObject([{ device: 'LAPTOP, company' }]);
		await acts.decideWipe(decision(run.id), 'wiped');
		expect((await acts.of([run.id])).map(({ number, kind }) => [number, kind])).toEqual([
			[1, 'leave'],
			[2, 'wiped'],
		]);
	});

	it('a wipe that was cut off with a run that was cancelled is one to decide about', async () => {
		const held = await start();
		await journal.lookedUp(held, offboarding());
		await claimDevice(db, held, DEVICE, 'wipe');
		const path = `/v1.0/deviceManagement/managedDevices/${DEVICE}/wipe`;
		const about = { target: 'LAPTOP, company', targetId: DEVICE };
		await writeIntents(db, held, 'wipeDevices', [
			{ effect: 'atMostOnce', method: 'POST', path, about },
		]);
		const asRun = async () => (await readRun(db, held.id)) as RunRecord;
		expect(await acts.openWipes(await asRun())).toEqual([]);
		await journal.finish(held, { status: 'cancelled', message: null, report: null });
		expect(await acts.openWipes(await asRun())).toMatchObject([
			{ device: 'LAPTOP, company', deviceId: DEVICE.toLowerCase(), sentIn: held.id },
		]);
	});

	it('of another run nothing is decided, and no device that nobody asked about', async () => {
		const { run } = await openRun();
		const stranger = { ...decision(run.id), deviceId: '00000000-0000-4000-8000-000000000000' };
		await expect(acts.decideWipe(stranger, 'wiped')).rejects.toThrow('nothing to decide');
		await expect(acts.decideWipe(decision('OFF-2026-999999'), 'wiped')).rejects.toThrow(
			'There is no offboarding',
		);
		expect(await claims()).toMatchObject([{ state: 'open' }]);
	});

	it('another try of all of it is begun within a month, and opens no run afterwards', async () => {
		const { run } = await openRun();
		const finished_at = new Date(Date.now() - 31 * 24 * 3_600_000).toISOString();
		await db.updateTable('run').set({ finished_at }).where('id', '=', run.id).execute();
		const late = start((tx, id) => acts.againIn(tx, id, why(run.id)));
		await expect(late).rejects.toThrow('Start a new offboarding for this person.');
		expect(await runs()).toHaveLength(1);
		expect(await acts.of([run.id])).toEqual([]);
	});

	it('another try is begun once, and what is dealt with is said once', async () => {
		const { run } = await openRun();
		const next = await start((tx, id) => acts.againIn(tx, id, why(run.id)));
		await expect(start((tx, id) => acts.againIn(tx, id, why(run.id)))).rejects.toThrow(
			`goes on in ${next.id} already`,
		);
		expect(await runs()).toHaveLength(2);
		// A wipe that may have been done is not among what is tried again.
		expect(await claimDevice(db, next, DEVICE, 'wipe')).toMatchObject({ state: 'open' });
		await acts.dealtWith(why(run.id, 'By hand'));
		await expect(acts.dealtWith(why(run.id))).rejects.toThrow('Ada said so already');
	});

	it('one step is tried again by one run at a time, and stands as the last try that ended left it', async () => {
		const run = await endedRun('forwardEmail');
		const ended = async () => await readEnded(db, run.id);
		const plan = await oneMoreTry(db, await ended(), 'forwardEmail');
		expect(plan).toMatchObject({ of: run.id, number: 2, steps: ['forwardEmail'] });
		const held = await startTry(run, plan);
		await expect(oneMoreTry(db, await ended(), 'forwardEmail')).rejects.toThrow(
			`${held.id} tries a step of ${run.id} at this moment`,
		);
		const needing = () => readRuns(db, { isUnsettled: true });
		expect((await needing()).map(({ id }) => id)).toContain(run.id);
		await finishTry(held, outcome('forwardEmail', { status: 'failed', reason: 'no' }));
		const third = await oneMoreTry(db, await ended(), 'forwardEmail');
		expect(third.number).toBe(3);
		const again = await startTry(run, third);
		await finishTry(again, outcome('forwardEmail'));
		const { tries } = await ended();
		const [step] = standingSteps(run, tries).filter(({ key }) => key === 'forwardEmail');
		expect(step).toMatchObject({ run: again.id, outcome: { status: 'done' } });
		await expect(oneMoreTry(db, await ended(), 'forwardEmail')).rejects.toThrow('is not open');
		await acts.dealtWith(why(run.id));
		await expect(oneMoreTry(db, await ended(), 'forwardEmail')).rejects.toThrow('is dealt with');
		const old = await endedRun('forwardEmail');
		const finished_at = '2026-01-01T00:00:00.000Z';
		await db.updateTable('run').set({ finished_at }).where('id', '=', old.id).execute();
		const late = oneMoreTry(db, await readEnded(db, old.id), 'forwardEmail');
		await expect(late).rejects.toThrow('more than 30 days ago');
	});

	it('of a wipe whose answer was lost a person decides, also where a try lost it', async () => {
		const { run } = await openRun();
		await expect(oneMoreTry(db, await readEnded(db, run.id), 'wipeDevices')).rejects.toThrow(
			'look at the device in Intune',
		);
		const mine = await endedRun('wipeDevices');
		const held = await startTry(
			mine,
			await oneMoreTry(db, await readEnded(db, mine.id), 'wipeDevices'),
		);
		await db.deleteFrom('device_claim').execute();
		await claimDevice(db, held, DEVICE, 'wipe');
		await settleClaim(db, held, DEVICE, 'open', null);
		const lost = item('LAPTOP, company', { targetId: DEVICE, status: 'unknown', reason: 'lost' });
		await finishTry(held, outcome('wipeDevices', { status: 'unknown', items: [lost] }));
		const { tries } = await readEnded(db, mine.id);
		expect(await acts.openWipes(mine, tries)).toMatchObject([{ sentIn: held.id }]);
		await acts.decideWipe(decision(mine.id), 'wiped');
		expect(await claims()).toMatchObject([{ state: 'accepted', run_id: held.id }]);
	});

	it('a wipe whose answer was lost stays open where a try no longer finds the device', async () => {
		const { run } = await openRun();
		const other = '0b0b0b0b-0000-4000-8000-000000000002';
		const lost = run.steps.find(({ key }) => key === 'wipeDevices')?.outcome?.items ?? [];
		const failed = item('PHONE, personal', { targetId: other, status: 'failed', reason: 'no' });
		const both = outcome('wipeDevices', { status: 'failed', items: [...lost, failed] });
		const first = {
			...run,
			steps: run.steps.map((step) =>
				step.key === 'wipeDevices' ? { ...step, outcome: both } : step,
			),
		};
		const only = { of: run.id, number: 2, steps: ['wipeDevices'], others: [] } as const;
		const held = await startTry(run, only);
		const done = item('PHONE, personal', { targetId: other });
		await finishTry(held, outcome('wipeDevices', { items: [done] }));
		const { tries } = await readEnded(db, run.id);
		const step = standingSteps(first, tries).find(({ key }) => key === 'wipeDevices');
		expect(step).toMatchObject({ run: held.id, outcome: { status: 'unknown', verified: false } });
		expect(step?.outcome?.items.map(({ target, status }) => `${target}: ${status}`)).toEqual([
			'PHONE, personal: done',
			'LAPTOP, company: unknown',
		]);
		expect(await acts.openWipes(first, tries)).toMatchObject([{ device: 'LAPTOP, company' }]);
		const settled = (acts: readonly FollowUp[]) => settlementOf(first, acts, tries).open;
		expect(settled([])).toMatchObject([{ status: 'unknown', key: 'wipeDevices' }]);
		await acts.decideWipe(decision(run.id), 'wiped');
		expect(settled(await acts.of([run.id]))).toEqual([]);
	});

	it('whoever was on the same list leaves too for a run that goes on with one of it, or tries a step again', async () => {
		const run = await endedRun('forwardEmail');
		const asked = { ...request('t'), caseFacts: null, choices: null };
		const people = ['adele@contoso.com', 'boss@contoso.com'].map((user) => ({
			...{ user, manager: null, ticket: null, caseFacts: null },
		}));
		const list = await createBulk(db, asked, people, 'host/1/a');
		await db.transaction().execute((tx) => takeMember(tx, list.id, 0, run.id));
		const plan = await oneMoreTry(db, await readEnded(db, run.id), 'forwardEmail');
		const held = await startTry(run, plan);
		const both = people.map(({ user }) => user);
		// Also where a process died before anybody was looked up: nothing else of it says who leaves too.
		expect((await leavingWith(db, held.id)).toSorted()).toEqual(both);
		await finishTry(held, outcome('forwardEmail', { status: 'failed', reason: 'no' }));
		const again = await start((tx, id) => acts.againIn(tx, id, why(run.id)));
		expect((await leavingWith(db, again.id)).toSorted()).toEqual(both);
		expect(await leavingWith(db, 'OFF-2026-999999')).toEqual([]);
	});

	it('is in the audit log with who and why, and nothing of it is left when the person is erased', async () => {
		const { run } = await openRun();
		await acts.decideWipe(decision(run.id), 'leave');
		await acts.dealtWith(why(run.id, 'By hand'));
		const entries = await new AuditDesk(db).entries({ limit: 10, run: run.id });
		expect(entries.slice(0, 2)).toMatchObject([
			{ type: 'offboarding.dealtWith', personal: { reason: 'By hand' } },
			{
				type: 'device.decided',
				facts: { decision: 'leave', action: 'wipe' },
				personal: { reason: 'I looked', target: 'LAPTOP, company' },
			},
		]);
		expect(JSON.stringify(entries[1]?.facts)).not.toContain(DEVICE.toLowerCase());
		const runs = [{ id: run.id, status: run.status, report_path: null }];
		await db
			.transaction()
			.execute((tx) => blankJournal(tx, { objectId: null, runs, schedules: [] }));
		const left = JSON.stringify(await acts.of([run.id]));
		expect(left).not.toMatch(/Ada|LAPTOP|hand|looked/);
	});
});
