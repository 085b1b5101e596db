import type { RunnerQueries } from '../../runner';
import { tenantsOf } from '../connection/tenants';
import type { Queries } from '../database/schema';

const DAY_MS = 24 * 3_600_000;

/**
 * Everybody on the lists that were begun or scheduled in an organisation within a day and that no second person was asked about:
 * what one person may not decide about alone is not cut into small lists either.
 *
 * @param own a list that is being begun, and does not count yet
 * @returns object ids, in small letters
 */
export async function begunAlone(
	db: Queries,
	organisationId: string,
	at: Date,
	own: string | null = null,
): Promise<ReadonlySet<string>> {
	const tenants = await tenantsOf(db, organisationId);
	if (tenants.length === 0) return new Set();
	const tenantIds = tenants.map(({ tenantId }) => tenantId.toLowerCase());
	const since = new Date(at.getTime() - DAY_MS).toISOString();
	// The same database: what the two schemas call their tables differs.
	const queries = db as unknown as RunnerQueries;
	const rows = [
		...(await begunSince(queries, tenantIds, since)),
		...(await scheduledSince(queries, tenantIds, since)),
	];
	const approved = await db
		.selectFrom('approval')
		.select('result_id')
		.where('organisation_id', '=', organisationId)
		.where('kind', '=', 'bulk')
		.where('result_id', 'is not', null)
		.execute();
	const agreed = new Set(approved.map(({ result_id }) => result_id));
	const alone = rows.filter(({ id }) => id !== own && !agreed.has(id));
	return new Set(alone.map(({ user }) => user.toLowerCase()));
}

/** Of a list that was scheduled it counts when that was decided. */
async function begunSince(db: RunnerQueries, tenantIds: readonly string[], since: string) {
	return await db
		.selectFrom('bulk')
		.innerJoin('bulk_member', 'bulk_member.bulk_id', 'bulk.id')
		.leftJoin('schedule', 'schedule.bulk_id', 'bulk.id')
		.select(['bulk.id', 'bulk_member.requested_user as user'])
		.where('bulk.tenant_id', 'in', tenantIds)
		.where('bulk.dry_run', '=', 0)
		.where('bulk.requested_at', '>=', since)
		.where('schedule.id', 'is', null)
		.execute();
}

async function scheduledSince(db: RunnerQueries, tenantIds: readonly string[], since: string) {
	return await db
		.selectFrom('schedule')
		.innerJoin('schedule_person', 'schedule_person.schedule_id', 'schedule.id')
		.select(['schedule.id', 'schedule_person.employee_id as user'])
		.where('schedule.tenant_id', 'in', tenantIds)
		.where('schedule.created_at', '>=', since)
		.where('schedule.state', '!=', 'cancelled')
		.execute();
}
