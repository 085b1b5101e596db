import type { Queries } from '../database/db';
import { scopeOf, type Place } from './person';
import type { SyncResult, SyncStatus } from './result';

/** A sync that has ended. */
export interface PastSync {
	readonly status: SyncStatus;
	readonly full: boolean;
	readonly added: number;
	readonly updated: number;
	readonly removed: number;
	/** In the list afterwards. */
	readonly people: number;
	readonly message: string | null;
	readonly startedAt: string;
	readonly finishedAt: string;
}

const MOST_KEPT = 50;

/** Notes how a sync ended, and forgets the oldest. Belongs into the transaction that ends it. */
export async function noteSync(tx: Queries, place: Place, result: SyncResult): Promise<void> {
	const key = { tenant_id: place.tenantId, scope: scopeOf(place) };
	await tx
		.insertInto('directory_past_sync')
		.values({
			...{ ...key, started_at: result.startedAt, finished_at: result.finishedAt },
			...{ status: result.status, full: result.full ? 1 : 0, message: result.message },
			...{ added: result.added, updated: result.updated, removed: result.removed },
			people: result.people.total,
		})
		.execute();
	const oldest = await tx
		.selectFrom('directory_past_sync')
		.select('started_at')
		.where('tenant_id', '=', key.tenant_id)
		.where('scope', '=', key.scope)
		.orderBy('started_at', 'desc')
		.offset(MOST_KEPT)
		.limit(1)
		.executeTakeFirst();
	if (!oldest) return;
	await tx
		.deleteFrom('directory_past_sync')
		.where('tenant_id', '=', key.tenant_id)
		.where('scope', '=', key.scope)
		.where('started_at', '<=', oldest.started_at)
		.execute();
}

/** The last syncs of a list, the newest first. */
export async function pastSyncs(db: Queries, place: Place, limit: number): Promise<PastSync[]> {
	const rows = await db
		.selectFrom('directory_past_sync')
		.selectAll()
		.where('tenant_id', '=', place.tenantId)
		.where('scope', '=', scopeOf(place))
		.orderBy('started_at', 'desc')
		.limit(limit)
		.execute();
	return rows.map((row) => ({
		...{ status: row.status as SyncStatus, full: row.full === 1, message: row.message },
		...{ added: row.added, updated: row.updated, removed: row.removed, people: row.people },
		...{ startedAt: row.started_at, finishedAt: row.finished_at },
	}));
}
