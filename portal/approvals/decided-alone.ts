import type { RunnerQueries } from '../../runner';
import { tenantsOf } from '../connection/tenants';
import type { Queries } from '../database/schema';

const DAY_MS = 24 * 3_600_000;

/** Somebody's offboarding that was begun or scheduled, and what it came to. */
interface Decided {
	/** The number of the run, schedule or list. */
	readonly id: string;
	/** Object id. */
	readonly user: string;
	/** Name and address of whoever asked. */
	readonly by: string | null;
}

/** Whose, and since when. */
interface Since {
	readonly tenantIds: readonly string[];
	readonly since: string;
}

/**
 * Everybody whom one person has offboarded, or scheduled to be, within a day without a second person's word, one by one
 * and by lists: what nobody may decide about alone is not cut into small pieces either. It counts when it was decided.
 *
 * @param email of that person's account
 * @param own a run, schedule or list that is being begun, and does not count yet
 * @returns object ids, in small letters
 */
export async function decidedAlone(
	db: Queries,
	{ organisationId, email }: { readonly organisationId: string; readonly email: string },
	at: Date,
	own: string | null = null,
): Promise<ReadonlySet<string>> {
	const all = await decidedOf(db, organisationId, at, [runsSince, schedulesSince, listsSince]);
	const mine = `<${email.toLowerCase()}>`;
	const theirs = all.filter(({ id, by }) => id !== own && by?.toLowerCase().endsWith(mine));
	return new Set(theirs.map(({ user }) => user.toLowerCase()));
}

/**
 * Everybody on the lists that were begun or scheduled in an organisation within a day and that no second person was asked
 * about, whoever asked for them.
 *
 * @param own a list that is being begun, and does not count yet
 * @returns object ids, in small letters
 */
export async function listedAlone(
	db: Queries,
	organisationId: string,
	at: Date,
	own: string | null = null,
): Promise<ReadonlySet<string>> {
	const all = await decidedOf(db, organisationId, at, [listsSince]);
	return new Set(all.flatMap(({ id, user }) => (id === own ? [] : user.toLowerCase())));
}

/** What of it no second person has agreed to. */
async function decidedOf(
	db: Queries,
	organisationId: string,
	at: Date,
	kinds: readonly ((db: RunnerQueries, when: Since) => Promise<readonly Decided[]>)[],
): Promise<readonly Decided[]> {
	const tenants = await tenantsOf(db, organisationId);
	if (tenants.length === 0) return [];
	const tenantIds = tenants.map(({ tenantId }) => tenantId.toLowerCase());
	const when = { tenantIds, since: new Date(at.getTime() - DAY_MS).toISOString() };
	const all: Decided[] = [];
	// The same database: what the two schemas call their tables differs.
	for (const of of kinds) all.push(...(await of(db as unknown as RunnerQueries, when)));
	const approved = await db
		.selectFrom('approval')
		.select('result_id')
		.where('organisation_id', '=', organisationId)
		.where('result_id', 'is not', null)
		.execute();
	const agreed = new Set(approved.map(({ result_id }) => result_id));
	return all.filter(({ id }) => !agreed.has(id));
}

/** Runs of their own: neither of a list nor of a schedule, which were decided about before. */
async function runsSince(db: RunnerQueries, { tenantIds, since }: Since) {
	return await db
		.selectFrom('run')
		.leftJoin('bulk_member', 'bulk_member.run_id', 'run.id')
		.select(['run.id', 'run.requested_user as user', 'run.requested_by as by'])
		.where('run.tenant_id', 'in', tenantIds)
		.where('run.started_at', '>=', since)
		.where('run.dry_run', '=', 0)
		.where('run.schedule_id', 'is', null)
		.where('bulk_member.bulk_id', 'is', null)
		.execute();
}

async function schedulesSince(db: RunnerQueries, { tenantIds, since }: Since) {
	return await db
		.selectFrom('schedule')
		.select(['id', 'employee_id as user', 'requested_by as by'])
		.where('tenant_id', 'in', tenantIds)
		.where('created_at', '>=', since)
		.where('state', '!=', 'cancelled')
		.where('people', 'is', null)
		.execute();
}

async function listsSince(db: RunnerQueries, { tenantIds, since }: Since) {
	const begun = await db
		.selectFrom('bulk')
		.innerJoin('bulk_member', 'bulk_member.bulk_id', 'bulk.id')
		.leftJoin('schedule', 'schedule.bulk_id', 'bulk.id')
		.select(['bulk.id', 'bulk_member.requested_user as user', 'bulk.requested_by as by'])
		.where('bulk.tenant_id', 'in', tenantIds)
		.where('bulk.dry_run', '=', 0)
		.where('bulk.requested_at', '>=', since)
		.where('schedule.id', 'is', null)
		.execute();
	const scheduled = await db
		.selectFrom('schedule')
		.innerJoin('schedule_person', 'schedule_person.schedule_id', 'schedule.id')
		.select((eb) => [
			...(['schedule.id', 'schedule_person.employee_id as user'] as const),
			// Whoever was put on it later was decided about by whoever did that, and then.
			eb.fn.coalesce('schedule_person.requested_by', 'schedule.requested_by').as('by'),
		])
		.where('schedule.tenant_id', 'in', tenantIds)
		.where((eb) =>
			eb(eb.fn.coalesce('schedule_person.added_at', 'schedule.created_at'), '>=', since),
		)
		.where('schedule.state', '!=', 'cancelled')
		.where('schedule_person.removed_at', 'is', null)
		.execute();
	return [...begun, ...scheduled];
}
