import type { Queries } from '../database/db';

/** Where somebody is already: a schedule, a run, or a list that has not ended. */
export type Taken = ReadonlyMap<string, string>;

/** A statement has a limited number of parameters. */
const AT_ONCE = 400;

/**
 * Who of these is scheduled, or is being offboarded, and by what: its number. Asked for a table of lines before anything
 * is decided, and once more in the transaction that decides.
 *
 * @param employeeIds object ids, in small letters
 */
export async function takenAmong(
	db: Queries,
	tenantId: string,
	employeeIds: readonly string[],
): Promise<Taken> {
	const taken = new Map<string, string>();
	for (let from = 0; from < employeeIds.length; from += AT_ONCE) {
		const some = employeeIds.slice(from, from + AT_ONCE);
		const tenant = tenantId.toLowerCase();
		const rows = [
			...(await onListsUnderWay(db, tenant, some)),
			...(await runsUnderWay(db, tenant, some)),
			...(await scheduled(db, tenant, some)),
		];
		for (const { user, id } of rows) if (user !== null) taken.set(user.toLowerCase(), id);
	}
	return taken;
}

async function scheduled(db: Queries, tenant: string, some: readonly string[]) {
	const listed = await db
		.selectFrom('schedule_person')
		.innerJoin('schedule', 'schedule.id', 'schedule_person.schedule_id')
		.select(['schedule_person.employee_id as user', 'schedule.id'])
		.where('schedule.tenant_id', '=', tenant)
		.where('schedule.active', '=', 1)
		.where('schedule_person.removed_at', 'is', null)
		.where('schedule_person.employee_id', 'in', some)
		.execute();
	const alone = await db
		.selectFrom('schedule')
		.select(['employee_id as user', 'id'])
		.where('tenant_id', '=', tenant)
		.where('active', '=', 1)
		.where('employee_id', 'in', some)
		.execute();
	return [...listed, ...alone];
}

async function runsUnderWay(db: Queries, tenant: string, some: readonly string[]) {
	const rows = await db
		.selectFrom('run')
		.select(['employee_id', 'requested_user', 'id'])
		.where('tenant_id', '=', tenant)
		.where('dry_run', '=', 0)
		.where('status', 'in', ['running', 'waiting'])
		.where((eb) => eb.or([eb('requested_user', 'in', some), eb('employee_id', 'in', some)]))
		.execute();
	return rows.map(({ employee_id, requested_user, id }) => ({
		...{ user: employee_id ?? requested_user, id },
	}));
}

/** Those whose turn on a list has not come have no run yet. */
async function onListsUnderWay(db: Queries, tenant: string, some: readonly string[]) {
	return await db
		.selectFrom('bulk_member')
		.innerJoin('bulk', 'bulk.id', 'bulk_member.bulk_id')
		.select(['bulk_member.requested_user as user', 'bulk.id'])
		.where('bulk.tenant_id', '=', tenant)
		.where('bulk.dry_run', '=', 0)
		.where('bulk.finished_at', 'is', null)
		.where('bulk_member.requested_user', 'in', some)
		.where('bulk_member.run_id', 'is', null)
		.execute();
}
