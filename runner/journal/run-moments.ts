import { ERASED } from '../audit/blank-journal';
import type { Queries } from '../database/db';

/** Which runs began or ended, or were found not as recorded any more by a later check; dry runs never. */
export interface MomentsQuery {
	/** Of these tenants and of no other. */
	readonly tenantIds: readonly string[];
	readonly of: 'beginnings' | 'ends' | 'brokenChecks';
	/** At this moment or later, ISO 8601 UTC. */
	readonly since: string;
}

/** That a run began, how it ended, or that it is not as recorded any more; one that waits has ended for now. */
export interface RunMoment {
	readonly run: string;
	readonly tenantId: string;
	/** `running` for a beginning, NOT_AS_RECORDED for a later check, else a RunStatus. */
	readonly status: string;
	/** The later check that found it so; left out elsewhere. */
	readonly check?: string;
	/** ISO 8601 UTC, by the clock of whoever worked on it. */
	readonly at: string;
}

/** How a run stands, for whoever is told, once a later check found something that is not so any more. */
export const NOT_AS_RECORDED = 'not_as_recorded';

/** What happened to runs since a moment, the oldest first, without anything that was done in them. */
export async function runMoments(db: Queries, query: MomentsQuery): Promise<readonly RunMoment[]> {
	const { tenantIds, of, since } = query;
	if (tenantIds.length === 0) return [];
	if (of === 'brokenChecks') return await brokenChecks(db, tenantIds, since);
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

/** Each of them, also where a still later one found it as it should be: it was so then, and nobody was told yet. */
async function brokenChecks(
	db: Queries,
	tenantIds: readonly string[],
	since: string,
): Promise<readonly RunMoment[]> {
	const rows = await db
		.selectFrom('addendum')
		.innerJoin('run', 'run.id', 'addendum.run_id')
		.select(['addendum.id', 'addendum.run_id', 'addendum.checked_at', 'run.tenant_id'])
		.where('addendum.verdict', '=', 'broken')
		.where('addendum.checked_at', '>=', since)
		.where('run.tenant_id', 'in', tenantIds)
		.where('run.dry_run', '=', 0)
		.orderBy('addendum.checked_at')
		.orderBy('addendum.id')
		.execute();
	return rows.map(({ id, run_id, checked_at, tenant_id }) => ({
		...{ run: run_id, tenantId: tenant_id, status: NOT_AS_RECORDED, at: checked_at },
		check: id,
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
