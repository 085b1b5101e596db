import type { Intent, IntentEnd } from '../../nodes/shared/graph/effectJournal';
import type { EarlierEffect, LastWrite } from '../../nodes/shared/step/stepJournal';
import type { StepKey } from '../../nodes/shared/step/vocabulary';
import { auditOf } from '../audit/audit-of';
import type { NewEntry } from '../audit/acts';
import { deviceEntry } from '../audit/device-entries';
import type { Db, Queries } from '../database/db';
import type { EffectRow } from '../database/schema';
import { LeaseLostError, type HeldRun } from './held-run';

/**
 * Writes down what is about to be sent, in one transaction that is on the disk when it resolves.
 *
 * @returns their sequence numbers, in order
 * @throws LeaseLostError when another runner has the run
 */
export async function writeIntents(
	db: Db,
	held: HeldRun,
	stepKey: StepKey,
	intents: readonly Intent[],
): Promise<readonly number[]> {
	return await db.transaction().execute(async (tx) => {
		const last = await countUp(tx, held, intents.length);
		const at = new Date().toISOString();
		const rows = intents.map((intent, index) => ({
			run_id: held.id,
			sequence: last - intents.length + 1 + index,
			step_key: stepKey,
			class: intent.effect,
			method: intent.method,
			path: intent.path,
			target: intent.about?.target ?? null,
			target_id: intent.about?.targetId ?? null,
			epoch: held.epoch,
			state: 'intent',
			intent_at: at,
			attempts: 0,
		}));
		await tx.insertInto('effect').values(rows).execute();
		await markSent(tx, held, intents);
		const sent = rows.filter((row) => row.class === 'atMostOnce');
		await auditOf(db).append(
			tx,
			sent.map((row) => deviceEntry('intent', writeOf(held, row))),
		);
		return rows.map(({ sequence }) => sequence);
	});
}

/** Gives away numbers and holds the run's row, only for the owner of the lease. */
async function countUp(tx: Queries, held: HeldRun, by: number): Promise<number> {
	const row = await tx
		.updateTable('run')
		.set((eb) => ({ effect_count: eb('effect_count', '+', by) }))
		.where('id', '=', held.id)
		.where('lease_epoch', '=', held.epoch)
		.returning('effect_count')
		.executeTakeFirst();
	if (row) return row.effect_count;
	throw new LeaseLostError(`The run ${held.id} was taken over by another runner.`);
}

/** From here on a wipe may have left: the claim says so in the same transaction as the intent. */
async function markSent(tx: Queries, held: HeldRun, intents: readonly Intent[]): Promise<void> {
	for (const { effect, about } of intents) {
		if (effect !== 'atMostOnce' || !about?.targetId) continue;
		await tx
			.updateTable('device_claim')
			.set({ state: 'sent', at: new Date().toISOString() })
			.where('tenant_id', '=', held.tenantId)
			.where('device_id', '=', about.targetId.toLowerCase())
			.where('run_id', '=', held.id)
			.execute();
	}
}

/** Writes down what became of writes. @throws LeaseLostError */
export async function settleEffects(
	db: Db,
	held: HeldRun,
	ends: readonly IntentEnd[],
): Promise<void> {
	await db.transaction().execute(async (tx) => {
		await countUp(tx, held, 0);
		const entries: NewEntry[] = [];
		for (const { id, state, status, requestId, attempts } of ends) {
			const effect = await tx
				.updateTable('effect')
				.set({
					state,
					status,
					request_id: requestId,
					attempts,
					ended_at: new Date().toISOString(),
				})
				.where('run_id', '=', held.id)
				.where('sequence', '=', id)
				.returning(['class', 'step_key', 'path', 'target', 'target_id'])
				.executeTakeFirst();
			if (effect?.class !== 'atMostOnce') continue;
			if (state === 'done') await markAccepted(tx, held, effect.target_id, requestId);
			entries.push(deviceEntry(state, { ...writeOf(held, effect), requestId }));
		}
		await auditOf(db).append(tx, entries);
	});
}

function writeOf(
	{ id, tenantId }: HeldRun,
	row: Pick<EffectRow, 'step_key' | 'path' | 'target' | 'target_id'>,
) {
	const { step_key, path, target, target_id } = row;
	return { run: id, tenantId, stepKey: step_key, path, target, targetId: target_id };
}

/** In the transaction of the answer: a crash right after it must not leave a wipe open that Intune had taken. */
async function markAccepted(
	tx: Queries,
	held: HeldRun,
	deviceId: string | null,
	requestId: string | null,
): Promise<void> {
	if (deviceId === null) return;
	await tx
		.updateTable('device_claim')
		.set({ state: 'accepted', request_id: requestId, at: new Date().toISOString() })
		.where('tenant_id', '=', held.tenantId)
		.where('device_id', '=', deviceId.toLowerCase())
		.where('run_id', '=', held.id)
		.execute();
}

/** An effect of an interrupted run, with the step it belongs to and its class. */
export interface KeptEffect extends EarlierEffect {
	readonly stepKey: string;
	readonly effect: string;
}

/** Every write of a run that was written down, oldest first. */
export async function effectsOf(db: Queries, runId: string): Promise<readonly KeptEffect[]> {
	const rows = await db
		.selectFrom('effect')
		.selectAll()
		.where('run_id', '=', runId)
		.orderBy('sequence')
		.execute();
	return rows.map((row) => ({
		stepKey: row.step_key,
		effect: row.class,
		target: row.target ?? row.path,
		targetId: row.target_id,
		method: row.method,
		path: row.path,
		state: row.state as KeptEffect['state'],
		requestId: row.request_id,
		attempts: row.attempts,
		at: row.ended_at ?? row.intent_at,
	}));
}

/**
 * The last time that just this write may have been done in the tenant of a run, by whatever run.
 *
 * @param withinMs older ones do not count, milliseconds
 */
export async function lastWrite(
	db: Queries,
	{ tenantId }: HeldRun,
	{ method, path }: Pick<Intent, 'method' | 'path'>,
	withinMs: number,
): Promise<LastWrite | null> {
	const since = new Date(Date.now() - withinMs).toISOString();
	const row = await db
		.selectFrom('run')
		.innerJoin('effect', 'effect.run_id', 'run.id')
		.select((eb) => [
			'effect.state',
			eb.fn.coalesce('effect.ended_at', 'effect.intent_at').as('at'),
		])
		.where('run.tenant_id', '=', tenantId)
		// Few runs are as young as that, and their writes are found by the key.
		.where((eb) => eb.or([eb('run.finished_at', 'is', null), eb('run.finished_at', '>=', since)]))
		.where('effect.method', '=', method)
		.where((eb) => eb(eb.fn<string>('lower', ['effect.path']), '=', path.toLowerCase()))
		.where('effect.state', '!=', 'refused')
		.where((eb) => eb(eb.fn.coalesce('effect.ended_at', 'effect.intent_at'), '>=', since))
		.orderBy('at', 'desc')
		.limit(1)
		.executeTakeFirst();
	if (!row) return null;
	return { state: row.state === 'done' ? 'accepted' : 'open', at: row.at };
}
