import { sql } from 'kysely';
import { contains, textIn } from '../database/contains';
import type { Queries } from '../database/db';
import { bulkOf } from './bulk-leases';
import type { BulkRecord } from './bulk-record';

/** A list as it stands. */
export interface KeptBulk extends BulkRecord {
	/** ISO 8601 UTC, like all times. */
	readonly requestedAt: string;
	/** Null until everybody on it has a run that is not under way any more. */
	readonly finishedAt: string | null;
}

/** One list with everybody on it, or null when there is none of that id. */
export async function readBulk(db: Queries, id: string): Promise<KeptBulk | null> {
	const row = await db.selectFrom('bulk').selectAll().where('id', '=', id).executeTakeFirst();
	if (!row) return null;
	return {
		...(await bulkOf(db, row)),
		...{ requestedAt: row.requested_at, finishedAt: row.finished_at },
	};
}

/** A list without the people on it. */
export interface BulkLine {
	readonly id: string;
	readonly tenantId: string;
	readonly people: number;
	readonly requestedBy: string | null;
	readonly requestedAt: string;
	readonly finishedAt: string | null;
}

/**
 * The lists of these tenants, the newest first, without rehearsed ones.
 *
 * @param search only those whose number or ticket has this in it, or somebody on it; null: all
 */
export async function readBulks(
	db: Queries,
	tenantIds: readonly string[],
	limit: number,
	search: string | null = null,
): Promise<BulkLine[]> {
	if (tenantIds.length === 0) return [];
	let wanted = db
		.selectFrom('bulk')
		.innerJoin('bulk_member', 'bulk_member.bulk_id', 'bulk.id')
		.select(['bulk.id', 'tenant_id', 'requested_by', 'requested_at', 'finished_at'])
		.select((eb) => eb.fn.countAll<number>().as('people'))
		.where(
			'tenant_id',
			'in',
			tenantIds.map((id) => id.toLowerCase()),
		)
		.where('dry_run', '=', 0)
		.groupBy(['bulk.id', 'tenant_id', 'requested_by', 'requested_at', 'finished_at'])
		.orderBy('bulk.id', 'desc')
		.limit(limit);
	if (search !== null) wanted = wanted.where(has(db, search));
	const rows = await wanted.execute();
	return rows.map((row) => ({
		...{ id: row.id, tenantId: row.tenant_id, people: Number(row.people) },
		...{ requestedBy: row.requested_by, requestedAt: row.requested_at },
		finishedAt: row.finished_at,
	}));
}

/**
 * Asked of the whole list, so that the people on it are counted all the same. Somebody is known by name from the moment
 * their run has looked them up.
 */
function has(db: Queries, search: string) {
	const own = contains(db, sql`bulk.id || ' ' || coalesce(bulk.ticket, '')`, search);
	const name = textIn(db, 'run.offboarding_json', ['employee', 'displayName']);
	const address = textIn(db, 'run.offboarding_json', ['employee', 'userPrincipalName']);
	const person = contains(
		db,
		sql`named.requested_user || ' ' || ${name} || ' ' || ${address}`,
		search,
	);
	return sql<boolean>`(${own} or exists (
		select 1 from bulk_member as named left join run on run.id = named.run_id
		where named.bulk_id = bulk.id and ${person}))`;
}
