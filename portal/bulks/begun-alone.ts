import type { RunnerQueries } from '../../runner';
import { tenantsOf } from '../connection/tenants';
import type { Queries } from '../database/schema';

const DAY_MS = 24 * 3_600_000;

/**
 * Everybody on the lists that were begun in an organisation within a day and that no second person was asked about:
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
	// The same database: what the two schemas call their tables differs.
	const rows = await (db as unknown as RunnerQueries)
		.selectFrom('bulk')
		.innerJoin('bulk_member', 'bulk_member.bulk_id', 'bulk.id')
		.select(['bulk.id', 'bulk_member.requested_user'])
		.where(
			'bulk.tenant_id',
			'in',
			tenants.map(({ tenantId }) => tenantId.toLowerCase()),
		)
		.where('bulk.dry_run', '=', 0)
		.where('bulk.requested_at', '>=', new Date(at.getTime() - DAY_MS).toISOString())
		.execute();
	const approved = await db
		.selectFrom('approval')
		.select('result_id')
		.where('organisation_id', '=', organisationId)
		.where('kind', '=', 'bulk')
		.where('result_id', 'is not', null)
		.execute();
	const agreed = new Set(approved.map(({ result_id }) => result_id));
	const alone = rows.filter(({ id }) => id !== own && !agreed.has(id));
	return new Set(alone.map(({ requested_user }) => requested_user.toLowerCase()));
}
