import { ERASED } from '../audit/blank-journal';
import type { Queries } from '../database/db';

/** Which runs began or ended, dry runs never. */
export interface MomentsQuery {
	/** Of these tenants and of no other. */
	readonly tenantIds: readonly string[];
	readonly of: 'beginnings' | 'ends';
	/** At this moment or later, ISO 8601 UTC. */
	readonly since: string;
}

/** That a run began, or how it ended; one that waits has ended for now. */
export interface RunMoment {
	readonly run: string;
	readonly tenantId: string;
	/** `running` for a beginning, else a RunStatus. */
	readonly status: string;
	/** ISO 8601 UTC, by the clock of whoever worked on it. */
	readonly at: string;
}

/** What happened to runs since a moment, the oldest first, without anything that was done in them. */
export async function runMoments(db: Queries, query: MomentsQuery): Promise<readonly RunMoment[]> {
	const { tenantIds, of, since } = query;
	if (tenantIds.length === 0) return [];
	const column = of === 'ends' ? 'finished_at' : 'started_at';
	const rows = await db
		.selectFrom('run')
		.select(['id', 'tenant_id', 'status', 'started_at', 'finished_at'])
		.where(column, '>=', since)
		.where('tenant_id', 'in', tenantIds)
		.where('dry_run', '=', 0)
		.orderBy(column)
		.orderBy('id')
		.execute();
	return rows.map(({ id, tenant_id, status, started_at, finished_at }) => ({
		...{ run: id, tenantId: tenant_id },
		status: of === 'ends' ? status : 'running',
		at: of === 'ends' ? (finished_at ?? started_at) : started_at,
	}));
}

/** Which of these runs are about somebody whose data were erased. */
export async function erasedAmong(
	db: Queries,
	runs: readonly string[],
): Promise<ReadonlySet<string>> {
	if (runs.length === 0) return new Set();
	const rows = await db
		.selectFrom('run')
		.select('id')
		.where('id', 'in', runs)
		.where('requested_user', '=', ERASED)
		.execute();
	return new Set(rows.map(({ id }) => id));
}
