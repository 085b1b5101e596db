import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../nodes/shared/graph';
import { findUser } from '../../../runner/sandbox';
import { claimDue } from '../../../runner/schedule/claim';
import { BOTH_KINDS } from '../database/engines';
import { HOUR, LEAVER, openScene, type Scene } from './scene';

vi.setConfig({ testTimeout: 60_000 });

let scene: Scene;

const isEnabled = (user = LEAVER) => findUser(scene.sandbox.tenant, user)?.profile.accountEnabled;
const eventsOf = (type: string) => scene.events.filter((event) => event.type === type);
const late = (minutes: number) => new Date(Date.now() + minutes * 60_000);

describe.each(BOTH_KINDS)('on %s', (_name, create) => {
	beforeEach(async () => {
		scene = await openScene({}, await create());
	});

	afterEach(() => scene.close());

	describe('a schedule', () => {
		it('never fires early, fires when its time has come, and once', async () => {
			const { id } = await scene.schedule(LEAVER, HOUR);
			const scheduler = await scene.scheduler();
			await scene.workOff(scheduler);
			expect([(await scene.state(id)).state, isEnabled()]).toEqual(['pending', true]);
			const dueAt = new Date(Date.now() - 1_000).toISOString();
			await scene.db.updateTable('schedule').set({ due_at: dueAt }).where('id', '=', id).execute();
			await scene.workOff(scheduler);
			await scene.workOff(scheduler);
			const after = await scene.state(id);
			expect([after.state, isEnabled()]).toEqual(['finished', false]);
			const runs = await scene.runner.runs();
			expect(runs.map((run) => [run.id, run.status, run.request.requestedBy])).toEqual([
				[after.runId, 'completed', 'a test'],
			]);
			const kinds = (await scene.runner.events(after.runId ?? '', 0)).map(({ type }) => type);
			expect(kinds.slice(0, 2)).toEqual(['runStarted', 'lookedUp']);
			expect(kinds).not.toContain('runResumed');
		});

		it('keeps the instant it was saved with, whatever time zone data says later', async () => {
			// As if Berlin had been at +03:00 on the day it was saved.
			const { id } = await scene.schedule(LEAVER, -1_000);
			const saved = {
				zone: 'Europe/Berlin',
				wall_time: '2031-01-01T00:00:00',
				utc_offset: '+03:00',
			};
			await scene.db.updateTable('schedule').set(saved).where('id', '=', id).execute();
			await scene.workOff(await scene.scheduler());
			const { state, time } = await scene.state(id);
			expect([state, time.offset, time.wallTime]).toEqual([
				'finished',
				'+03:00',
				'2031-01-01T00:00:00',
			]);
		});

		it('is one at a time for each employee', async () => {
			const { id } = await scene.schedule(LEAVER, HOUR);
			await expect(scene.schedule(LEAVER, 2 * HOUR)).rejects.toThrow(
				`has a schedule already: ${id}`,
			);
			await scene.runner.schedules.cancel(id);
			expect((await scene.schedule(LEAVER, 2 * HOUR)).state).toBe('pending');
		});
	});

	describe('a chore under way', () => {
		it('delays no offboarding that is due, not even one that never ends', async () => {
			const { id } = await scene.schedule(LEAVER, -1_000);
			const due = { name: 'directorySync', due_at: '2026-01-01T00:00:00.000Z' };
			await scene.db.insertInto('slot').values(due).execute();
			let begun = 0;
			const scheduler = await scene.scheduler({
				slots: {
					directorySync: async (signal) => {
						begun += 1;
						await new Promise((resolve) => signal.addEventListener('abort', resolve));
					},
				},
			});
			await scheduler.tick();
			await vi.waitFor(() => expect(begun).toBe(1));
			const second = await scene.schedule('lee.gu@rehearsal.example', -1_000);
			await scene.workOff(scheduler);
			const states = await Promise.all([id, second.id].map((one) => scene.state(one)));
			expect(states.map(({ state }) => state)).toEqual(['finished', 'finished']);
			await scheduler.stop();
			expect(begun).toBe(1);
		});
	});

	describe('late', () => {
		it('by 23 hours it still happens', async () => {
			const { id } = await scene.schedule(LEAVER, -23 * HOUR);
			await scene.workOff(await scene.scheduler());
			expect((await scene.state(id)).state).toBe('finished');
			expect(eventsOf('fired')).toMatchObject([
				{ lateMs: expect.toSatisfy((ms: number) => ms >= 23 * HOUR) },
			]);
		});

		it('by 25 hours a person is asked, and may say yes', async () => {
			const { id } = await scene.schedule(LEAVER, -25 * HOUR);
			const scheduler = await scene.scheduler();
			await scene.workOff(scheduler);
			const asked = await scene.state(id);
			expect([asked.state, asked.runId, isEnabled()]).toEqual(['needs_confirmation', null, true]);
			expect(asked.reason).toMatch(/^It was due at .*, more than 24 hours ago/);
			expect(eventsOf('needsConfirmation')).toHaveLength(1);
			await scene.workOff(scheduler);
			expect(eventsOf('needsConfirmation')).toHaveLength(1);
			await scene.runner.schedules.confirm(id);
			await scene.workOff(scheduler);
			expect([(await scene.state(id)).state, isEnabled()]).toEqual(['finished', false]);
			await expect(scene.runner.schedules.confirm(id)).rejects.toThrow(
				'there is nothing to confirm',
			);
		});
	});

	describe('while a clock is wrong nothing is started', () => {
		it("this machine's against the database's", async () => {
			const { id } = await scene.schedule(LEAVER, -1_000);
			let ahead = 2;
			const scheduler = await scene.scheduler({
				clock: { ...systemClock, now: () => late(ahead) },
			});
			await scene.workOff(scheduler);
			await scene.workOff(scheduler);
			expect([(await scene.state(id)).state, isEnabled()]).toEqual(['pending', true]);
			expect(eventsOf('held')).toEqual([
				{
					...{ type: 'held', tenantId: null },
					reason:
						'The clock of this machine is 2 minutes ahead of the clock of the database. Nothing is started until they agree: set the clock.',
				},
			]);
			ahead = 0;
			await scene.workOff(scheduler);
			expect(eventsOf('released')).toHaveLength(1);
			expect((await scene.state(id)).state).toBe('finished');
		});

		it("both against Microsoft's", async () => {
			const { id } = await scene.schedule(LEAVER, 9 * 60_000);
			const now = () => late(10);
			const scheduler = await scene.scheduler({
				clock: { ...systemClock, now },
				databaseClock: async () => now(),
			});
			await scene.workOff(scheduler);
			expect([(await scene.state(id)).state, isEnabled()]).toEqual(['pending', true]);
			expect(eventsOf('held')).toMatchObject([
				{
					reason: expect.stringMatching(
						/^The clock of this machine is 10 minutes ahead of the clock of 127\.0\.0\.1:\d+\./,
					),
				},
			]);
		});

		it('and not while the tenant can not be signed in to either; then it goes on', async () => {
			const { id } = await scene.schedule(LEAVER, -1_000);
			scene.sandbox.tenant.app.secretExpired = true;
			await scene.workOff(await scene.scheduler());
			expect([(await scene.state(id)).state, (await scene.runner.runs()).length]).toEqual([
				'pending',
				0,
			]);
			expect(eventsOf('held')).toHaveLength(1);
			scene.sandbox.tenant.app.secretExpired = false;
			await scene.workOff(await scene.scheduler());
			expect((await scene.state(id)).state).toBe('finished');
		});
	});

	describe('a run that lost its tenant in the middle', () => {
		it('waits, is left alone for minutes, and goes on with the next start', async () => {
			const { id } = await scene.schedule(LEAVER, -1_000);
			const { app } = scene.sandbox.tenant;
			const scheduler = await scene.scheduler({
				listener: (event) => {
					scene.events.push(event);
					if (event.type !== 'progress' || event.progress.type !== 'stepFinished') return;
					if (event.progress.outcome.key !== 'revokeSessions') return;
					app.secretExpired = true;
					app.tokenGeneration += 1;
				},
			});
			await scene.workOff(scheduler);
			expect(eventsOf('ended')).toMatchObject([{ run: { status: 'waiting' } }]);
			expect((await scene.state(id)).state).toBe('started');
			app.secretExpired = false;
			await scene.workOff(scheduler);
			expect(eventsOf('ended')).toHaveLength(1);
			await scene.workOff(await scene.scheduler());
			expect(eventsOf('ended')).toMatchObject([{}, { run: { status: 'completed' } }]);
			expect((await scene.state(id)).state).toBe('finished');
		});
	});

	describe('a person and a runner at the same moment', () => {
		it('a cancel or an edit wins, or the runner does, and never both', async () => {
			const people = scene.sandbox.tenant.users
				.slice(0, 24)
				.map(({ profile }) => profile.userPrincipalName);
			const schedules = [];
			for (const user of people) schedules.push(await scene.schedule(user, -1_000));
			const { schedules: store } = scene.runner;
			const later = { ...schedules[0]!.time, dueAt: new Date(Date.now() + HOUR).toISOString() };
			const connectionIds = [schedules[0]!.connectionId];
			const claim = () => claimDue({ db: scene.db, connectionIds, reportFolder: scene.folder });
			const [claimed, ...answers] = await Promise.all([
				Promise.all([claim(), claim()]),
				...schedules.map(({ id }, at) =>
					(at % 2 === 0 ? store.cancel(id) : store.edit(id, later)).then(
						() => true,
						() => false,
					),
				),
			]);
			const fired = new Set(claimed.flatMap((one) => one.fired.map(({ id }) => id)));
			expect(claimed.flatMap((one) => one.fired)).toHaveLength(fired.size);
			expect(schedules.map(({ id }) => fired.has(id))).toEqual(answers.map((changed) => !changed));
			const runs = await scene.db.selectFrom('run').select('schedule_id').execute();
			expect(runs.map((run) => run.schedule_id).sort()).toEqual([...fired].sort());
		});

		it('after it has started a cancel says how to stop its run', async () => {
			const { id, connectionId } = await scene.schedule(LEAVER, -1_000);
			await claimDue({ db: scene.db, connectionIds: [connectionId], reportFolder: scene.folder });
			await expect(scene.runner.schedules.cancel(id)).rejects.toThrow(
				/^SCH-\d+-000001 has started, as SIM-\d+-000001\. To stop it before its next request: offboardiq runs cancel SIM-/,
			);
			const { runId } = await scene.state(id);
			expect(await scene.runner.cancel(runId ?? '')).toBe('cancelled');
			await scene.workOff(await scene.scheduler());
			expect([(await scene.state(id)).state, isEnabled()]).toEqual(['cancelled', true]);
		});
	});
});
