import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { UndoRecord } from '../../../nodes/shared/record/undo/undoRecord';
import { blankJournal } from '../../../runner/audit/blank-journal';
import { erasable } from '../../../runner/audit/erase';
import type { Db } from '../../../runner/database/db';
import { migrate } from '../../../runner/database/migrate';
import { MIGRATIONS } from '../../../runner/database/migrations';
import { FollowUps } from '../../../runner/follow-up/follow-ups';
import { Journal } from '../../../runner/journal/journal';
import { finishUndo, releaseUndo, renewUndo, saveProgress } from '../../../runner/undo/end-undo';
import { interruptedUndos, takeInterrupted } from '../../../runner/undo/interrupted-undos';
import { undosOf } from '../../../runner/undo/read-undos';
import {
	settleUndoEffects,
	undoEffectsOf,
	writeUndoIntents,
} from '../../../runner/undo/undo-effects';
import { holdUndo } from '../../../runner/undo/undo-journal';
import type { HeldUndo } from '../../../runner/undo/held-undo';
import { offboarding, START } from '../../harness/outcomes';
import { ENGINES, type Place } from '../database/engines';

const ASKED = { askedBy: 'Ada <ada@corp.example>', actor: 'account/1', reason: 'The wrong Adele' };
const INTENT = {
	...({ effect: 'repeatable', method: 'PATCH', path: '/v1.0/users/1' } as const),
	about: { target: 'Sign-in', targetId: null },
};

describe.each(ENGINES)('the journal of undos, on %s', (_name, create) => {
	let place: Place;
	let db: Db;
	/** Somebody else's process. */
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

	const start = (together?: Parameters<Journal['start']>[3]) =>
		journal.start(
			{
				...{ user: 'adele@contoso.com', manager: null, requestedBy: null, ticket: null },
				...{ requestedAt: START, dryRun: false, tenantId: 't', cloud: 'global' },
				...{ reportFolder: '/reports', breakGlass: [] },
			},
			'OFF',
			'host/1/a',
			together,
		);

	async function ended(together?: Parameters<Journal['start']>[3]): Promise<string> {
		const held = await start(together);
		await journal.lookedUp(held, offboarding());
		await journal.finish(held, { status: 'completed', message: null, report: null });
		return held.id;
	}

	/** As a process leaves it that is gone. */
	const abandon = async () => {
		await db
			.updateTable('undo')
			.set({ lease_owner: 'elsewhere/1/x', lease_until: '2026' })
			.execute();
	};

	const recordOf = ({ id, begunAt, reason }: HeldUndo, runId: string): UndoRecord => ({
		...{ schema: 'offboardiq.undo/1', id },
		record: { id: runId, sha256: null, endedAt: START },
		...{ before: [], previous: null, tenant: offboarding().tenant },
		employee: { id: '1', userPrincipalName: 'adele@contoso.com', displayName: 'Adele' },
		...{ askedBy: 'Ada', reason, begunAt, endedAt: START, verdict: 'undone', items: [], calls: [] },
		product: { name: 'OffboardIQ', version: '1' },
	});
	const file = async () => ({ path: '/reports/u.pdf', sha256: 'ab' });

	it('of a run there is one at a time, however many ask at the same moment', async () => {
		const runId = await ended();
		const asked = await Promise.allSettled([
			...[db, other, db].map((one) => holdUndo(one, runId, ASKED)),
		]);
		expect(asked.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
		const refused = asked.find(({ status }) => status === 'rejected');
		expect(refused).toMatchObject({ reason: { undoId: `${runId}-U1` } });
		expect(await undosOf(db, [runId])).toHaveLength(1);
	});

	it('one that was left is taken up, and its first owner can write nothing more', async () => {
		const runId = await ended();
		const first = (await holdUndo(db, runId, ASKED)).held;
		const [id] = (await writeUndoIntents(db, first, [INTENT])) as readonly number[];
		await settleUndoEffects(db, first, [
			{ id: id ?? 0, state: 'done', status: 204, requestId: 'r', attempts: 1 },
		]);
		await saveProgress(db, first, { settled: { disableAccount: [] }, calls: [] });
		await abandon();
		const again = (await holdUndo(other, runId, { askedBy: null, reason: '' })).held;
		expect(again).toMatchObject({
			id: first.id,
			epoch: 2,
			reason: ASKED.reason,
			by: ASKED.askedBy,
		});
		expect(again.progress.settled).toEqual({ disableAccount: [] });
		expect(await undoEffectsOf(other, again.id)).toMatchObject([
			{ method: 'PATCH', state: 'done', requestId: 'r' },
		]);
		await expect(writeUndoIntents(db, first, [INTENT])).rejects.toThrow('taken over');
		await expect(settleUndoEffects(db, first, [])).rejects.toThrow('taken over');
		await expect(saveProgress(db, first, again.progress)).rejects.toThrow('taken over');
		expect(await renewUndo(db, first)).toBe(false);
		await expect(finishUndo(db, first, recordOf(first, runId), file)).rejects.toThrow('taken over');
		expect((await undosOf(db, [runId]))[0]?.endedAt).toBe(null);
		expect(await renewUndo(other, again)).toBe(true);
	});

	it('is gone on with by itself within a day of the asking, and no longer', async () => {
		const runId = await ended();
		const { held } = await holdUndo(db, runId, ASKED);
		await releaseUndo(db, held);
		const askedAgo = async (hours: number) => {
			const begun_at = new Date(Date.now() - hours * 3_600_000).toISOString();
			await db.updateTable('undo').set({ begun_at }).execute();
			return await interruptedUndos(other);
		};
		expect(await askedAgo(25)).toMatchObject([{ id: held.id, isLate: true }]);
		// Also where it was read as one to go on with a moment before.
		expect(await takeInterrupted(other, runId)).toBeNull();
		expect((await undosOf(db, [runId]))[0]).toMatchObject({ endedAt: null, owner: null });
		expect(await askedAgo(23)).toMatchObject([{ id: held.id, isLate: false }]);
		expect(await takeInterrupted(other, runId)).toMatchObject({ held: { id: held.id, epoch: 2 } });
		// One that somebody works on is never too late.
		expect(await askedAgo(25)).toEqual([]);
	});

	it('ends once, with a line among what people did, and the next has the next number', async () => {
		const runId = await ended();
		const { held } = await holdUndo(db, runId, { ...ASKED, seen: 0 });
		await finishUndo(db, held, recordOf(held, runId), file);
		const acts = await new FollowUps(db).of([runId]);
		expect(acts).toMatchObject([{ kind: 'undone', by: 'Ada', reason: ASKED.reason }]);
		await expect(holdUndo(db, runId, { ...ASKED, seen: 0 })).rejects.toThrow('made meanwhile');
		const next = await holdUndo(db, runId, { ...ASKED, seen: 1 });
		expect(next.held.id).toBe(`${runId}-U2`);
		await releaseUndo(db, next.held);
		expect((await holdUndo(other, runId, ASKED)).held).toMatchObject({ number: 2, epoch: 2 });
	});

	it('sends nothing once the person is offboarded anew, and keeps that away while it is under way', async () => {
		const runId = await ended();
		const { held } = await holdUndo(db, runId, ASKED);
		const beside = await start();
		await expect(journal.lookedUp(beside, offboarding())).rejects.toThrow('is being undone');
		// Two that looked at the same moment.
		await db
			.updateTable('run')
			.set({ active: 1, tenant_id: 't', employee_id: offboarding().employee.id })
			.where('id', '=', beside.id)
			.execute();
		expect(await writeUndoIntents(db, held, [INTENT])).toBe('offboarding');
		expect(await undoEffectsOf(db, held.id)).toEqual([]);
	});

	it('goes back over the runs that a run went on from, and over nothing else', async () => {
		const first = await ended();
		const act = { by: 'Ada', actor: 'account/1', reason: null, runId: first };
		const second = await ended((tx, id) => new FollowUps(db).againIn(tx, id, act));
		await expect(holdUndo(db, first, ASKED)).rejects.toThrow(`${second} is a later offboarding`);
		const { what } = await holdUndo(db, second, ASKED);
		expect(what.runs.map(({ id }) => id)).toEqual([first, second]);
	});

	it('says nothing of a person once they are erased, which waits for its end', async () => {
		const runId = await ended();
		const { held } = await holdUndo(db, runId, ASKED);
		await expect(erasable(db, 'adele@contoso.com')).rejects.toThrow(`${held.id} is about them`);
		await writeUndoIntents(db, held, [INTENT]);
		await finishUndo(db, held, recordOf(held, runId), file);
		const person = await erasable(db, 'adele@contoso.com');
		await db.transaction().execute((tx) => blankJournal(tx, person));
		expect(await undosOf(db, [runId])).toMatchObject([
			{ by: null, reason: null, undo: null, report: null, items: [], verdict: 'undone' },
		]);
		expect(await undoEffectsOf(db, held.id)).toMatchObject([{ path: '(erased)', targetId: null }]);
	});
});
