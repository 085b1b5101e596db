import type { Intent, IntentEnd } from '../../nodes/shared/graph/effectJournal';
import type { EarlierEffect } from '../../nodes/shared/step/stepJournal';
import type { Db, Queries } from '../database/db';
import { lost } from './end-undo';
import type { HeldUndo } from './held-undo';

/**
 * Writes down what an undo is about to send, in one transaction that is on the disk when it resolves.
 *
 * @returns their sequence numbers, in order; `offboarding` when the person is being offboarded anew: nothing may be sent
 * @throws LeaseLostError when somebody else has the undo
 */
export async function writeUndoIntents(
	db: Db,
	held: HeldUndo,
	intents: readonly Intent[],
): Promise<readonly number[] | 'offboarding'> {
	return await db.transaction().execute(async (tx) => {
		const row = await tx
			.updateTable('undo')
			.set((eb) => ({ effect_count: eb('effect_count', '+', intents.length) }))
			.where('id', '=', held.id)
			.where('lease_epoch', '=', held.epoch)
			.where('active', '=', 1)
			.returning(['effect_count', 'tenant_id', 'employee_id'])
			.executeTakeFirst();
		if (!row) throw lost(held.id);
		if (await isOffboarded(tx, row)) return 'offboarding';
		const first = row.effect_count - intents.length + 1;
		const at = new Date().toISOString();
		const rows = intents.map((intent, index) => ({
			...{ undo_id: held.id, sequence: first + index, class: intent.effect },
			...{ method: intent.method, path: intent.path },
			...{ target: intent.about?.target ?? null, target_id: intent.about?.targetId ?? null },
			...{ epoch: held.epoch, state: 'intent', intent_at: at, attempts: 0 },
		}));
		await tx.insertInto('undo_effect').values(rows).execute();
		return rows.map(({ sequence }) => sequence);
	});
}

async function isOffboarded(
	tx: Queries,
	{ tenant_id, employee_id }: { readonly tenant_id: string; readonly employee_id: string | null },
): Promise<boolean> {
	const run = await tx
		.selectFrom('run')
		.select('id')
		.where('tenant_id', '=', tenant_id)
		.where('employee_id', '=', employee_id)
		.where('active', '=', 1)
		.executeTakeFirst();
	return run !== undefined;
}

/** Writes down what became of writes. @throws LeaseLostError */
export async function settleUndoEffects(
	db: Db,
	held: HeldUndo,
	ends: readonly IntentEnd[],
): Promise<void> {
	await db.transaction().execute(async (tx) => {
		const { numUpdatedRows } = await tx
			.updateTable('undo')
			.set({ lease_epoch: held.epoch })
			.where('id', '=', held.id)
			.where('lease_epoch', '=', held.epoch)
			.executeTakeFirst();
		if (numUpdatedRows !== 1n) throw lost(held.id);
		for (const { id, state, status, requestId, attempts } of ends) {
			await tx
				.updateTable('undo_effect')
				.set({ state, status, request_id: requestId, attempts, ended_at: new Date().toISOString() })
				.where('undo_id', '=', held.id)
				.where('sequence', '=', id)
				.execute();
		}
	});
}

/** Every write of an undo that was written down, oldest first. */
export async function undoEffectsOf(db: Queries, id: string): Promise<readonly EarlierEffect[]> {
	const rows = await db
		.selectFrom('undo_effect')
		.selectAll()
		.where('undo_id', '=', id)
		.orderBy('sequence')
		.execute();
	return rows.map((row) => ({
		...{ target: row.target ?? row.path, targetId: row.target_id },
		...{ method: row.method, path: row.path, state: row.state as EarlierEffect['state'] },
		...{ requestId: row.request_id, attempts: row.attempts, at: row.ended_at ?? row.intent_at },
	}));
}
