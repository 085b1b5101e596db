import { sql } from 'kysely';
import { contains, textIn } from '../database/contains';
import type { Queries } from '../database/db';
import { scheduleOf, type Schedule } from './schedule-record';

/**
 * Schedules of these tenants whose number, ticket, or employee's name or address has a text in it; those that have not
 * ended first, the newest of each first.
 *
 * @param tenantIds in any letter case; of no other tenant anything is found
 */
export async function findSchedules(
	db: Queries,
	tenantIds: readonly string[],
	search: string,
	limit: number,
): Promise<Schedule[]> {
	if (tenantIds.length === 0) return [];
	const name = textIn(db, 'employee_json', ['displayName']);
	const address = textIn(db, 'employee_json', ['userPrincipalName']);
	const all = sql`id || ' ' || coalesce(ticket, '') || ' ' || ${name} || ' ' || ${address}`;
	const rows = await db
		.selectFrom('schedule')
		.selectAll()
		.where(
			'tenant_id',
			'in',
			tenantIds.map((id) => id.toLowerCase()),
		)
		.where(contains(db, all, search))
		.orderBy('active', 'desc')
		.orderBy('id', 'desc')
		.limit(limit)
		.execute();
	return rows.map(scheduleOf);
}
