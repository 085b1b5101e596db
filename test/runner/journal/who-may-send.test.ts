import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Intent } from '../../../nodes/shared/graph/effectJournal';
import type { Db } from '../../../runner/database/db';
import { migrate } from '../../../runner/database/migrate';
import { MIGRATIONS } from '../../../runner/database/migrations';
import { abandonedRuns } from '../../../runner/journal/abandoned-runs';
import { claimDevice, sentTo, settleClaim } from '../../../runner/journal/device-claims';
import { effectsOf, lastWrite, settleEffects, writeIntents } from '../../../runner/journal/effects';
import { LeaseLostError } from '../../../runner/journal/held-run';
import { Journal } from '../../../runner/journal/journal';
import { renewLeases, requestCancel, takeLease } from '../../../runner/journal/leases';
import { offboarding, START } from '../../harness/outcomes';
import { ENGINES, type Place } from '../database/engines';

const DEVICE = 'D1A0E3C4-0000-4000-8000-000000000001';
const OWNER = 'host/1/a';
const alive = () => false;
const dead = () => true;

async function take(db: Db, id: string, owner: string, isGone: (owner: string) => boolean) {
	const held = await takeLease(db, id, { owner, isGone, anyway: false });
	if (held === 'setAside') throw new Error('It was set aside.');
	return held;
}

const wipe: Intent = {
	effect: 'atMostOnce',
	method: 'POST',
	path: `/v1.0/deviceManagement/managedDevices/${DEVICE}/wipe`,
	about: { target: 'LAPTOP, company', targetId: DEVICE },
};

describe.each(ENGINES)('who may send, on %s', (_name, create) => {
	let place: Place;
	/** Two that know nothing of each other, as two runners would. */
	let db: Db;
	let other: Db;
	let journal: Journal;

	beforeEach(async () => {
		place = await create();
		[db, other] = [place.open(), place.open()];
		await migrate(db, 'journal', MIGRATIONS);
		journal = new Journal(db);
	});

	afterEach(async () => {
		await Promise.all([db.destroy(), other.destroy()]);
		await place.remove();
	});

	const start = () =>
		journal.start(
			{
				user: 'adele@contoso.com',
				manager: null,
				requestedBy: null,
				ticket: null,
				requestedAt: START,
				dryRun: false,
				tenantId: 'tenant',
				cloud: 'global',
				reportFolder: '/reports',
				breakGlass: [],
			},
			'OFF',
			OWNER,
		);

	const renewed = async (id: string) => (await renewLeases(db, OWNER, [id])).held.get(id);

	const abandoned = (isGone: (owner: string) => boolean) =>
		abandonedRuns(other, { owner: 'host/2/b', isGone });

	const letLeaseRunOut = () =>
		sql`update run set lease_until = '2026-01-01T00:00:00.000Z'`.execute(db);

	describe('a lease', () => {
		it('keeps others out until its owner is dead or it has run out', async () => {
			const { id } = await start();
			expect(await take(other, id, 'host/2/b', alive)).toBeNull();
			expect(await abandoned(alive)).toEqual([]);
			expect((await abandoned(dead)).map((run) => run.id)).toEqual([id]);
			await letLeaseRunOut();
			expect((await abandoned(alive)).map((run) => run.id)).toEqual([id]);
			expect(await take(other, id, 'host/2/b', alive)).toMatchObject({ id, epoch: 2 });
		});

		it('is renewed for the runs that are worked on, so that one that broke off runs out', async () => {
			const [held, broken] = [await start(), await start()];
			await letLeaseRunOut();
			expect([...(await renewLeases(db, OWNER, [held.id])).held.keys()]).toEqual([held.id]);
			expect((await abandoned(alive)).map(({ id }) => id)).toEqual([broken.id]);
			expect((await renewLeases(db, OWNER, [])).held).toEqual(new Map());
		});

		it('of what was interrupted is offered before what nobody has begun', async () => {
			const [interrupted, scheduled] = [await start(), await start()];
			// As a schedule makes it: older, and without an owner.
			await sql`
				update run set lease_owner = null, lease_until = null, lease_epoch = 0,
					started_at = '2026-01-01T00:00:00.000Z' where id = ${scheduled.id}
			`.execute(db);
			const offered = await abandoned(dead);
			expect(offered.map(({ id }) => id)).toEqual([interrupted.id, scheduled.id]);
		});

		it('is given to one of many who ask at once', async () => {
			const { id } = await start();
			await letLeaseRunOut();
			const asked = [db, other, db, other, db].map((one, at) =>
				take(one, id, `host/${at + 2}/x`, alive),
			);
			const got = (await Promise.all(asked)).filter((held) => held !== null);
			expect(got).toHaveLength(1);
		});

		it('that was lost lets nothing more be written, whatever it is', async () => {
			const held = await start();
			await letLeaseRunOut();
			const next = await take(other, held.id, 'host/2/b', alive);
			expect(next?.epoch).toBe(2);
			expect(await renewed(held.id)).toBeUndefined();
			const writes = [
				() => journal.lookedUp(held, offboarding()),
				() => journal.stepStarted(held, 'wipeDevices', START),
				() => journal.finish(held, { status: 'completed', message: null, report: null }),
				() => writeIntents(db, held, 'wipeDevices', [wipe]),
				() => settleEffects(db, held, []),
				() => claimDevice(db, held, DEVICE, 'wipe'),
				() => settleClaim(db, held, DEVICE, 'accepted', null),
			];
			for (const write of writes) await expect(write()).rejects.toThrow(LeaseLostError);
			expect(await effectsOf(db, held.id)).toEqual([]);
		});

		it('tells its owner that somebody asked to cancel', async () => {
			const held = await start();
			expect(await renewed(held.id)).toEqual({ epoch: 1, cancelRequested: false });
			expect(await requestCancel(other, held.id, alive)).toBe('asked');
			expect(await renewed(held.id)).toEqual({ epoch: 1, cancelRequested: true });
			expect(await requestCancel(other, held.id, dead)).toBe('cancelled');
			expect(await requestCancel(other, held.id, dead)).toBe('over');
			expect(await take(other, held.id, 'host/2/b', dead)).toBeNull();
		});
	});

	describe('an intent', () => {
		it('is there before its outcome, numbered without gaps, and never with a body', async () => {
			const held = await start();
			expect(await writeIntents(db, held, 'wipeDevices', [wipe, wipe])).toEqual([1, 2]);
			expect(await writeIntents(db, held, 'forwardEmail', [wipe])).toEqual([3]);
			const [first] = await effectsOf(other, held.id);
			expect(first).toMatchObject({ state: 'intent', stepKey: 'wipeDevices', targetId: DEVICE });
			const end = { state: 'done', status: 204, requestId: 'r-1', attempts: 1 } as const;
			await settleEffects(db, held, [{ id: 1, ...end }]);
			expect((await effectsOf(other, held.id)).map(({ state }) => state)).toEqual([
				'done',
				'intent',
				'intent',
			]);
		});
	});

	describe('the last write', () => {
		const path = '/v1.0/users/A1/mailFolders/inbox/messageRules';
		const rule: Intent = { effect: 'createOnce', method: 'POST', path, about: null };
		const asked = { method: 'POST', path: path.toLowerCase() };
		const settle = (held: Awaited<ReturnType<typeof start>>, state: 'done' | 'refused' | 'open') =>
			settleEffects(db, held, [{ id: 1, state, status: null, requestId: null, attempts: 1 }]);

		it('of a run that is over is known to the next, accepted or open', async () => {
			const first = await start();
			const second = await start();
			expect(await lastWrite(other, second, asked, 90_000)).toBeNull();
			await writeIntents(db, first, 'forwardEmail', [rule]);
			expect(await lastWrite(other, second, asked, 90_000)).toMatchObject({ state: 'open' });
			await settle(first, 'done');
			await journal.finish(first, { status: 'completed', message: null, report: null });
			const found = await lastWrite(other, second, asked, 90_000);
			expect(found?.state).toBe('accepted');
			expect(Date.parse(found?.at ?? '')).toBeGreaterThan(Date.now() - 60_000);
			expect(await lastWrite(other, first, asked, 90_000)).toMatchObject({ state: 'accepted' });
		});

		it('is none for a definite no, another call, another tenant, or one that is too old', async () => {
			const held = await start();
			await writeIntents(db, held, 'forwardEmail', [rule]);
			await settle(held, 'refused');
			expect(await lastWrite(db, held, asked, 90_000)).toBeNull();
			await settle(held, 'done');
			expect(await lastWrite(db, held, { ...asked, method: 'PATCH' }, 90_000)).toBeNull();
			expect(await lastWrite(db, held, { ...asked, path: `${path}/x` }, 90_000)).toBeNull();
			expect(await lastWrite(db, { ...held, tenantId: 'another' }, asked, 90_000)).toBeNull();
			await db
				.updateTable('effect')
				.set({ ended_at: new Date(Date.now() - 91_000).toISOString() })
				.execute();
			expect(await lastWrite(db, held, asked, 90_000)).toBeNull();
		});
	});

	describe('a claim to a device', () => {
		it('is given once for a tenant and a device, in whatever letter case', async () => {
			const [first, second] = [await start(), await start()];
			expect(await claimDevice(db, first, DEVICE, 'wipe')).toBeNull();
			expect(await sentTo(db, first, DEVICE)).toBeNull();
			await writeIntents(db, first, 'wipeDevices', [wipe]);
			await settleClaim(db, first, DEVICE, 'accepted', 'r-1');
			const taken = { runId: first.id, ours: false, state: 'accepted', requestId: 'r-1' };
			expect(await claimDevice(other, second, DEVICE.toLowerCase(), 'retire')).toMatchObject(taken);
			expect(await sentTo(other, second, DEVICE)).toMatchObject(taken);
		});

		it('is given to one of many runs that ask at once', async () => {
			const runs = await Promise.all(Array.from({ length: 6 }, start));
			const asked = runs.map((run, at) => claimDevice(at % 2 ? db : other, run, DEVICE, 'wipe'));
			expect((await Promise.all(asked)).filter((answer) => answer === null)).toHaveLength(1);
		});

		it('that was about to be sent when the process died is open for its run, and stays so', async () => {
			const held = await start();
			await claimDevice(db, held, DEVICE, 'wipe');
			await writeIntents(db, held, 'wipeDevices', [wipe]);
			await letLeaseRunOut();
			const next = await take(other, held.id, 'host/2/b', alive);
			if (!next) throw new Error('The run could not be taken.');
			expect(await sentTo(other, next, DEVICE)).toMatchObject({ ours: true, state: 'open' });
			expect(await claimDevice(other, next, DEVICE, 'wipe')).toMatchObject({ state: 'open' });
		});

		it('is accepted as soon as the answer is written down, whatever becomes of the process then', async () => {
			const held = await start();
			await claimDevice(db, held, DEVICE, 'wipe');
			const [id = 0] = await writeIntents(db, held, 'wipeDevices', [wipe]);
			const end = { state: 'done', status: 204, requestId: 'r-9', attempts: 1 } as const;
			await settleEffects(db, held, [{ id, ...end }]);
			expect(await sentTo(other, held, DEVICE)).toMatchObject({
				state: 'accepted',
				requestId: 'r-9',
			});
		});

		it('that was never used is free again once its run has ended', async () => {
			const [first, second] = [await start(), await start()];
			await claimDevice(db, first, DEVICE, 'wipe');
			expect(await claimDevice(db, second, DEVICE, 'wipe')).toMatchObject({ state: 'open' });
			await journal.finish(first, { status: 'failed', message: null, report: null });
			expect(await claimDevice(db, second, DEVICE, 'wipe')).toBeNull();
		});

		it('that came to a definite no is given back', async () => {
			const [first, second] = [await start(), await start()];
			await claimDevice(db, first, DEVICE, 'wipe');
			await writeIntents(db, first, 'wipeDevices', [wipe]);
			await settleClaim(db, first, DEVICE, 'released', null);
			expect(await claimDevice(db, second, DEVICE, 'wipe')).toBeNull();
		});
	});

	describe('an employee', () => {
		it('is offboarded by one run at a time, however many look up at once', async () => {
			const runs = await Promise.all(Array.from({ length: 4 }, start));
			const ends = await Promise.allSettled(
				runs.map((run) => journal.lookedUp(run, offboarding())),
			);
			expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
			const refused = ends.flatMap((end) =>
				end.status === 'rejected' ? [end.reason as Error] : [],
			);
			for (const error of refused) expect(error.name).toBe('ActiveRunError');
		});
	});
});
