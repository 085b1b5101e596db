import type { SentAction } from '../../nodes/shared/step/stepJournal';
import type { Db, Queries } from '../database/db';
import type { DeviceClaimRow } from '../database/schema';
import { fence, type HeldRun } from './held-run';

/** What was sent to a device by a run of this tenant; null when nothing was. */
export async function sentTo(
	db: Queries,
	held: HeldRun,
	deviceId: string,
): Promise<SentAction | null> {
	const claim = await claimOf(db, held, deviceId);
	return claim && claim.state !== 'claimed' ? sentOf(claim, held) : null;
}

/**
 * Claims a device for one wipe or retire of this run. There is one claim for each tenant and device, so a second run, a
 * bulk job or a retry finds it taken.
 *
 * @returns null when it is ours; what another has done with it otherwise
 * @throws LeaseLostError
 */
export async function claimDevice(
	db: Db,
	held: HeldRun,
	deviceId: string,
	action: SentAction['action'],
): Promise<SentAction | null> {
	return await db.transaction().execute(async (tx) => {
		await fence(tx, held);
		const row = {
			tenant_id: held.tenantId,
			device_id: keyOf(deviceId),
			run_id: held.id,
			action,
			state: 'claimed',
			at: new Date().toISOString(),
		};
		const { numInsertedOrUpdatedRows } = await tx
			.insertInto('device_claim')
			.values(row)
			.onConflict((conflict) => conflict.columns(['tenant_id', 'device_id']).doNothing())
			.executeTakeFirst();
		if (numInsertedOrUpdatedRows === 1n) return null;
		const claim = await claimOf(tx, held, deviceId);
		if (!claim) throw new Error('A claim was there and is gone.');
		if (claim.state !== 'claimed') return sentOf(claim, held);
		// Claimed before an interruption, and never sent: it is still ours.
		if (claim.run_id === held.id) return null;
		if (!(await hasEnded(tx, claim.run_id))) return sentOf(claim, held);
		await tx
			.updateTable('device_claim')
			.set(row)
			.where('tenant_id', '=', row.tenant_id)
			.where('device_id', '=', row.device_id)
			.execute();
		return null;
	});
}

/** Writes down what became of a claim. `released` gives it back: it was definitely not done. */
export async function settleClaim(
	db: Db,
	held: HeldRun,
	deviceId: string,
	state: 'accepted' | 'open' | 'released',
	requestId: string | null,
): Promise<void> {
	await db.transaction().execute(async (tx) => {
		await fence(tx, held);
		if (state === 'released') {
			await tx
				.deleteFrom('device_claim')
				.where('tenant_id', '=', held.tenantId)
				.where('device_id', '=', keyOf(deviceId))
				.where('run_id', '=', held.id)
				.execute();
			return;
		}
		await tx
			.updateTable('device_claim')
			.set({ state, at: new Date().toISOString(), ...(requestId ? { request_id: requestId } : {}) })
			.where('tenant_id', '=', held.tenantId)
			.where('device_id', '=', keyOf(deviceId))
			.where('run_id', '=', held.id)
			.execute();
	});
}

async function claimOf(
	db: Queries,
	held: HeldRun,
	deviceId: string,
): Promise<DeviceClaimRow | undefined> {
	return await db
		.selectFrom('device_claim')
		.selectAll()
		.where('tenant_id', '=', held.tenantId)
		.where('device_id', '=', keyOf(deviceId))
		.executeTakeFirst();
}

function sentOf(claim: DeviceClaimRow, held: HeldRun): SentAction {
	return {
		runId: claim.run_id,
		ours: claim.run_id === held.id,
		action: claim.action as SentAction['action'],
		state: claim.state === 'accepted' ? 'accepted' : 'open',
		requestId: claim.request_id,
		at: claim.at,
	};
}

/** Graph takes ids in any case; a claim must not depend on it. */
function keyOf(deviceId: string): string {
	return deviceId.toLowerCase();
}

/** A run that ended without sending has no use for its claim any more. */
async function hasEnded(tx: Queries, runId: string): Promise<boolean> {
	const run = await tx
		.selectFrom('run')
		.select('status')
		.where('id', '=', runId)
		.executeTakeFirst();
	return run === undefined || (run.status !== 'running' && run.status !== 'waiting');
}
