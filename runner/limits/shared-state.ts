import type { Counted } from '../../nodes/shared/graph/effectJournal';
import type { Db } from '../database/db';
import { dbNow } from '../database/concurrency';
import type { Service } from './published';

/** What all processes of a database know together of a tenant's limits. */
export interface SharedState {
	readonly pauses: readonly { readonly service: Service; readonly until: number }[];
	/** How many processes work on offboardings of this tenant now; at least 1. */
	readonly processes: number;
}

/** Reads it. Times are by the clock on the wall. */
export async function readShared(db: Db, tenantId: string): Promise<SharedState> {
	const now = await dbNow(db);
	const rows = await db
		.selectFrom('pause')
		.select(['service', 'until'])
		.where('tenant_id', '=', tenantId)
		.where('until', '>', new Date().toISOString())
		.execute();
	const owners = await db
		.selectFrom('run')
		.select('lease_owner')
		.distinct()
		.where('tenant_id', '=', tenantId)
		.where('lease_owner', 'is not', null)
		.where('lease_until', '>', now)
		.execute();
	return {
		pauses: rows.map(({ service, until }) => ({
			service: service as Service,
			until: Date.parse(until),
		})),
		processes: Math.max(1, owners.length),
	};
}

/** Writes a pause down; it is on the disk when this resolves. A longer one that is there already stays. */
export async function writePause(
	db: Db,
	tenantId: string,
	service: Service,
	until: number,
): Promise<void> {
	const row = { tenant_id: tenantId, service, until: new Date(until).toISOString() };
	await db
		.insertInto('pause')
		.values(row)
		.onConflict((conflict) =>
			conflict
				.columns(['tenant_id', 'service'])
				.doUpdateSet({ until: row.until })
				.where('pause.until', '<', row.until),
		)
		.execute();
}

/** The writes that were sent to a tenant since a moment, by whatever process: they count against the limits still. */
export async function writesSince(
	db: Db,
	tenantId: string,
	since: Date,
): Promise<readonly Counted[]> {
	return await db
		.selectFrom('effect')
		.innerJoin('run', 'run.id', 'effect.run_id')
		.select(['effect.method', 'effect.path'])
		.where('effect.intent_at', '>', since.toISOString())
		.where('run.tenant_id', '=', tenantId)
		.execute();
}
