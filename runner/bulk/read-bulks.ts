import { sql } from 'kysely';
import { contains, textIn } from '../database/contains';
import type { Queries } from '../database/db';
import { bulkOf } from './bulk-leases';
import type { BulkRecord } from './bulk-record';

/** A list as it stands. */
export interface KeptBulk extends BulkRecord {
	/** Null until everybody on it has a run that is not under way any more. */
	readonly finishedAt: string | null;
	/** Somebody stopped it. */
	readonly isCancelled: boolean;
}

/** One list with everybody on it, or null when there is none of that id. */
export async function readBulk(db: Queries, id: string): Promise<KeptBulk | null> {
	const row = await db.selectFrom('bulk').selectAll().where('id', '=', id).executeTakeFirst();
	if (!row) return null;
	const isCancelled = row.cancel_requested_at !== null;
	return { ...(await bulkOf(db, row)), finishedAt: row.finished_at, isCancelled };
}

/** A list without the people on it. */
export interface BulkLine {
	readonly id: string;
	readonly tenantId: string;
	readonly people: number;
	/** Whose run has ended without an exception. */
	readonly completed: number;
	readonly requestedBy: string | null;
	readonly requestedAt: string;
	readonly finishedAt: string | null;
	/** Somebody stopped it. */
	readonly isCancelled: boolean;
}

/** How a list stands: under way; everybody on it is through; it has ended and somebody is not; somebody stopped it. */
export const BULK_KINDS = ['running', 'completed', 'exceptions', 'cancelled'] as const;
export type BulkKind = (typeof BULK_KINDS)[number];

/** Which lists: all of them when left out. */
export interface BulksWanted {
	/** Whose number or ticket has this in it, or that of somebody on it. */
	readonly search?: string;
	readonly kind?: BulkKind;
	/** Those that come after the one of this number. */
	readonly after?: string;
}

/** The lists of these tenants, the newest first, without rehearsed ones. */
export async function readBulks(
	db: Queries,
	tenantIds: readonly string[],
	limit: number,
	wanted: BulksWanted = {},
): Promise<BulkLine[]> {
	if (tenantIds.length === 0) return [];
	let some = narrowed(db, tenantIds, wanted)
		.select(['id', 'tenant_id', 'requested_by', 'requested_at', 'finished_at'])
		.select([membersOf.as('people'), completedOf.as('completed'), 'cancel_requested_at'])
		.orderBy('id', 'desc')
		.limit(limit);
	if (wanted.kind !== undefined) some = some.where(IS[wanted.kind]);
	if (wanted.after !== undefined) some = some.where('id', '<', wanted.after);
	const rows = await some.execute();
	return rows.map((row) => ({
		...{ id: row.id, tenantId: row.tenant_id, people: Number(row.people) },
		...{ requestedBy: row.requested_by, requestedAt: row.requested_at },
		...{ finishedAt: row.finished_at, completed: Number(row.completed) },
		isCancelled: row.cancel_requested_at !== null,
	}));
}

/** How many there are of each kind, and of all. */
export async function countBulks(
	db: Queries,
	tenantIds: readonly string[],
	wanted: Pick<BulksWanted, 'search'> = {},
): Promise<Readonly<Record<BulkKind | 'all', number>>> {
	const none = { all: 0, running: 0, completed: 0, exceptions: 0, cancelled: 0 };
	if (tenantIds.length === 0) return none;
	const counted = BULK_KINDS.map((kind) =>
		sql<number>`coalesce(sum(case when ${IS[kind]} then 1 else 0 end), 0)`.as(kind),
	);
	const row = await narrowed(db, tenantIds, wanted)
		.select((one) => [one.fn.countAll<number>().as('all'), ...counted])
		.executeTakeFirstOrThrow();
	const counts = Object.entries(row).map(([kind, count]) => [kind, Number(count)]);
	return { ...none, ...(Object.fromEntries(counts) as typeof none) };
}

function narrowed(db: Queries, tenantIds: readonly string[], { search }: BulksWanted) {
	const of = tenantIds.map((id) => id.toLowerCase());
	const some = db.selectFrom('bulk').where('tenant_id', 'in', of).where('dry_run', '=', 0);
	return search ? some.where(has(db, search)) : some;
}

const membersOf = sql<number>`(select count(*) from bulk_member where bulk_member.bulk_id = bulk.id)`;
const completedOf = sql<number>`(select count(*) from bulk_member
	join run on run.id = bulk_member.run_id
	where bulk_member.bulk_id = bulk.id and run.status = 'completed')`;

const IS = {
	running: sql<boolean>`bulk.finished_at is null`,
	completed: sql<boolean>`(bulk.finished_at is not null and ${membersOf} = ${completedOf})`,
	exceptions: sql<boolean>`(bulk.finished_at is not null and ${membersOf} > ${completedOf})`,
	cancelled: sql<boolean>`bulk.cancel_requested_at is not null`,
} as const satisfies Record<BulkKind, unknown>;

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
