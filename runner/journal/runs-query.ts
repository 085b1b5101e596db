import { sql } from 'kysely';
import { contains, textIn } from '../database/contains';
import type { Queries } from '../database/db';

/** Which runs to read: all of them when left out. */
export interface RunsQuery {
	/** Of these tenants and of no other. */
	readonly tenantIds?: readonly string[];
	/** Those of these ids. */
	readonly ids?: readonly string[];
	/** Of one employee, by object id. */
	readonly employeeId?: string;
	/** Those that began at this moment or later, ISO 8601 UTC. */
	readonly startedFrom?: string;
	/** Those that began before this moment, ISO 8601 UTC. */
	readonly startedBefore?: string;
	/** Those that stand so. */
	readonly statuses?: readonly string[];
	/** Those that have a record on paper. */
	readonly isRecorded?: true;
	/** Whose name, address or number has this in it, whatever the case of its letters. */
	readonly search?: string;
	/** Only dry runs, or none. */
	readonly dryRun?: boolean;
	/** Those that come after this one in the list. */
	readonly after?: { readonly id: string; readonly startedAt: string };
	readonly limit?: number;
}

/** The runs that a query is about, in no order. */
export function narrowed(db: Queries, query: RunsQuery) {
	let wanted = db.selectFrom('run').selectAll();
	if (query.ids) wanted = wanted.where('id', 'in', query.ids);
	if (query.tenantIds) wanted = wanted.where('tenant_id', 'in', query.tenantIds);
	if (query.employeeId) wanted = wanted.where('employee_id', '=', query.employeeId);
	if (query.startedFrom) wanted = wanted.where('started_at', '>=', query.startedFrom);
	if (query.startedBefore) wanted = wanted.where('started_at', '<', query.startedBefore);
	if (query.statuses) wanted = wanted.where('status', 'in', query.statuses);
	if (query.isRecorded) wanted = wanted.where('report_path', 'is not', null);
	if (query.search) wanted = wanted.where(has(db, query.search));
	if (query.dryRun !== undefined) wanted = wanted.where('dry_run', '=', query.dryRun ? 1 : 0);
	const { after } = query;
	if (!after) return wanted;
	return wanted.where((row) =>
		row.or([
			row('started_at', '<', after.startedAt),
			row.and([row('started_at', '=', after.startedAt), row('id', '<', after.id)]),
		]),
	);
}

function has(db: Queries, search: string) {
	const of = (field: string) => textIn(db, 'offboarding_json', ['employee', field]);
	const all = sql`id || ' ' || requested_user || ' ' || ${of('displayName')} || ' ' || ${of('userPrincipalName')}`;
	return contains(db, all, search);
}
