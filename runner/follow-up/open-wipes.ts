import type { Queries } from '../database/db';
import type { DeviceClaimRow } from '../database/schema';
import { OPEN } from '../journal/abandoned-runs';
import type { RunRecord } from '../journal/run-record';
import { standingSteps } from './tries';

/** A wipe or retire of which nobody knows whether it was done. */
export interface OpenWipe {
	readonly deviceId: string;
	/** What people know the device by. */
	readonly device: string;
	readonly action: 'wipe' | 'retire';
	/** The run that sent it: this one, or one before it. */
	readonly sentIn: string;
	/** ISO 8601 UTC. */
	readonly at: string;
}

/** Sent, and no answer came; or cut off right before its answer could be written down. */
const NOT_KNOWN: readonly string[] = ['open', 'sent'];

/**
 * The wipes and retires that a run left open: those it says so of, and those that were cut off with it. One whose answer
 * a person has found out by now, or that another run still works on, is none.
 *
 * @param tries the runs that tried single steps of it again: what they left open is open of this one
 */
export async function openWipes(
	db: Queries,
	run: RunRecord,
	tries: readonly RunRecord[] = [],
): Promise<readonly OpenWipe[]> {
	const said = standingSteps(run, tries)
		.filter(({ key }) => key === 'wipeDevices')
		.flatMap(({ outcome }) => outcome?.items ?? [])
		.filter(({ status, targetId }) => status === 'unknown' && targetId !== null);
	const names = new Map(said.map(({ target, targetId }) => [targetId?.toLowerCase(), target]));
	const runs = [run, ...tries].map(({ id }) => id);
	const claims = await claimsOf(db, run.request.tenantId, runs, [...names.keys()]);
	const open: OpenWipe[] = [];
	for (const claim of claims) {
		if (claim.status !== null && OPEN.includes(claim.status)) continue;
		const deviceId = claim.device_id;
		const device = names.get(deviceId) ?? (await nameIn(db, claim)) ?? deviceId;
		const action = claim.action === 'retire' ? 'retire' : 'wipe';
		open.push({ ...{ deviceId, device, action, sentIn: claim.run_id }, at: claim.at });
	}
	return open;
}

async function claimsOf(
	db: Queries,
	tenantId: string,
	runs: readonly string[],
	devices: readonly (string | undefined)[],
): Promise<readonly (DeviceClaimRow & { readonly status: string | null })[]> {
	const ids = devices.flatMap((device) => device ?? []);
	return await db
		.selectFrom('device_claim')
		.leftJoin('run', 'run.id', 'device_claim.run_id')
		.selectAll('device_claim')
		.select('run.status')
		.where('device_claim.tenant_id', '=', tenantId)
		.where('device_claim.state', 'in', NOT_KNOWN)
		.where((eb) =>
			eb.or([
				eb('device_claim.run_id', 'in', runs),
				...(ids.length === 0 ? [] : [eb('device_claim.device_id', 'in', ids)]),
			]),
		)
		.orderBy('device_claim.device_id')
		.execute();
}

/** What the journal called it when it was sent. */
async function nameIn(db: Queries, { run_id, device_id }: DeviceClaimRow): Promise<string | null> {
	const row = await db
		.selectFrom('effect')
		.select('target')
		.where('run_id', '=', run_id)
		.where((eb) => eb(eb.fn<string>('lower', ['target_id']), '=', device_id))
		.limit(1)
		.executeTakeFirst();
	return row?.target ?? null;
}

/**
 * Changes an open claim, only as it was seen.
 *
 * @param to `accepted`: a person says that it was done; `released`: that it was not, so that another run may send one
 * @returns false when it is not open any more
 */
export async function settleOpenClaim(
	tx: Queries,
	tenantId: string,
	{ deviceId, sentIn }: OpenWipe,
	to: 'accepted' | 'released',
): Promise<boolean> {
	if (to === 'released') {
		const { numDeletedRows } = await tx
			.deleteFrom('device_claim')
			.where('tenant_id', '=', tenantId)
			.where('device_id', '=', deviceId)
			.where('run_id', '=', sentIn)
			.where('state', 'in', NOT_KNOWN)
			.executeTakeFirst();
		return numDeletedRows === 1n;
	}
	const { numUpdatedRows } = await tx
		.updateTable('device_claim')
		.set({ state: 'accepted', at: new Date().toISOString() })
		.where('tenant_id', '=', tenantId)
		.where('device_id', '=', deviceId)
		.where('run_id', '=', sentIn)
		.where('state', 'in', NOT_KNOWN)
		.executeTakeFirst();
	return numUpdatedRows === 1n;
}
