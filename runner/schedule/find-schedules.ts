import { sql } from 'kysely';
import { contains, textIn } from '../database/contains';
import type { Queries } from '../database/db';
import { scheduleOf, type Schedule, type ScheduleState } from './schedule-record';

/** Which schedules to read. */
export interface SchedulesQuery {
	/** Of these tenants and of no other; in any letter case. */
	readonly tenantIds: readonly string[];
	/** Those that stand so; left out: all. */
	readonly states?: readonly ScheduleState[];
	/** Whose number, ticket, or name or address of the employee, or of somebody on the list, has this in it. */
	readonly search?: string;
	/** Those that these runs came from. */
	readonly runIds?: readonly string[];
	/** `soonest`: by their time. `latest`: the other way round. `open`: those that have not ended first, the newest first. */
	readonly order: 'soonest' | 'latest' | 'open';
	/** Those that come after this one; not for `open`. */
	readonly after?: { readonly id: string; readonly dueAt: string };
	readonly limit: number;
}

/** Schedules of these tenants; of no other tenant anything is found. */
export async function findSchedules(db: Queries, query: SchedulesQuery): Promise<Schedule[]> {
	if (query.tenantIds.length === 0) return [];
	let wanted = narrowed(db, query).selectAll().limit(query.limit);
	const { after, order } = query;
	const isDown = order === 'latest';
	if (after) {
		const beyond = isDown ? '<' : '>';
		wanted = wanted.where((row) =>
			row.or([
				row('due_at', beyond, after.dueAt),
				row.and([row('due_at', '=', after.dueAt), row('id', beyond, after.id)]),
			]),
		);
	}
	const sorted =
		order === 'open'
			? wanted.orderBy('active', 'desc').orderBy('id', 'desc')
			: wanted.orderBy('due_at', isDown ? 'desc' : 'asc').orderBy('id', isDown ? 'desc' : 'asc');
	return (await sorted.execute()).map(scheduleOf);
}

/** How many of those that a query is about stand so, by their state. */
export async function countSchedules(
	db: Queries,
	query: Pick<SchedulesQuery, 'tenantIds' | 'search'>,
): Promise<ReadonlyMap<ScheduleState, number>> {
	if (query.tenantIds.length === 0) return new Map();
	const rows = await narrowed(db, query)
		.select((row) => ['state', row.fn.countAll<number>().as('count')])
		.groupBy('state')
		.execute();
	return new Map(rows.map(({ state, count }) => [state as ScheduleState, Number(count)]));
}

function narrowed(
	db: Queries,
	{ tenantIds, states, search, runIds }: Omit<SchedulesQuery, 'order' | 'after' | 'limit'>,
) {
	let wanted = db.selectFrom('schedule').where(
		'tenant_id',
		'in',
		tenantIds.map((id) => id.toLowerCase()),
	);
	if (states) wanted = wanted.where('state', 'in', states);
	if (runIds) wanted = wanted.where('run_id', 'in', runIds);
	if (search) wanted = wanted.where(has(db, search));
	return wanted;
}

function has(db: Queries, search: string) {
	const name = textIn(db, 'employee_json', ['displayName']);
	const address = textIn(db, 'employee_json', ['userPrincipalName']);
	const all = sql`id || ' ' || coalesce(ticket, '') || ' ' || ${name} || ' ' || ${address}`;
	const own = contains(db, all, search);
	const listedName = textIn(db, 'listed.employee_json', ['displayName']);
	const listedAddress = textIn(db, 'listed.employee_json', ['userPrincipalName']);
	const listed = sql`coalesce(listed.ticket, '') || ' ' || ${listedName} || ' ' || ${listedAddress}`;
	return sql<boolean>`(${own} or exists (select 1 from schedule_person as listed
		where listed.schedule_id = schedule.id and listed.removed_at is null and ${contains(db, listed, search)}))`;
}
