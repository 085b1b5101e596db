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
	/**
	 * Those that nobody has said to be dealt with, that no other run goes on with, and whose schedule does not ask
	 * about them; in whatever state also those that were undone in part only.
	 */
	readonly isUnsettled?: true;
	/** Whose name, address, number or ticket has this in it, whatever the case of its letters. */
	readonly search?: string;
	/** Whole offboardings: no more try of single steps. */
	readonly isWhole?: true;
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
	const { statuses } = query;
	if (query.isUnsettled) {
		wanted = wanted.where((row) =>
			row.or([
				row.and([
					...[isUnsettled, isNotAsked],
					...(statuses ? [row('status', 'in', statuses)] : []),
				]),
				isUndoOpen,
				isCheckBroken,
			]),
		);
	} else if (statuses) wanted = wanted.where('status', 'in', statuses);
	if (query.isWhole) wanted = wanted.where('only_json', 'is', null);
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

/** How many of those that a query is about stand so, by their status. It asks for no page of them. */
export async function countRuns(
	db: Queries,
	query: Omit<RunsQuery, 'after' | 'limit'>,
): Promise<ReadonlyMap<string, number>> {
	if (query.tenantIds?.length === 0 || query.ids?.length === 0) return new Map();
	const rows = await narrowed(db, query)
		.clearSelect()
		.select((row) => ['status', row.fn.countAll<number>().as('count')])
		.groupBy('status')
		.execute();
	return new Map(rows.map(({ status, count }) => [status, Number(count)]));
}

const isUnsettled = sql<boolean>`not exists (
	select 1 from follow_up where follow_up.run_id = run.id
	and (follow_up.kind = 'dealtWith' or (follow_up.next_run is not null and follow_up.kind <> 'stepAgain')))`;

/**
 * Not refused for what its schedule asks somebody about, or asked: whoever was found under the name of another waits
 * there, and once it was answered nothing is left here.
 */
const isNotAsked = sql<boolean>`not (run.status = 'refused' and exists (
	select 1 from schedule where schedule.id = run.schedule_id
	and (schedule.state <> 'failed' or schedule.run_id <> run.id)))`;

/** The last that was done about it is an undo of which some failed. */
const isUndoOpen = sql<boolean>`exists (
	select 1 from follow_up where follow_up.run_id = run.id and follow_up.kind = 'undoneInPart'
	and not exists (
		select 1 from follow_up as later where later.run_id = run.id and later.number > follow_up.number
		and (later.kind in ('undone', 'dealtWith')
			or (later.next_run is not null and later.kind <> 'stepAgain'))))`;

/** The last later check found something not as recorded any more, and nobody has done anything about it since. */
const isCheckBroken = sql<boolean>`exists (
	select 1 from addendum where addendum.run_id = run.id and addendum.verdict = 'broken'
	and not exists (
		select 1 from addendum as later where later.run_id = run.id and later.number > addendum.number)
	and not exists (
		select 1 from follow_up where follow_up.run_id = run.id and follow_up.at > addendum.checked_at
		and (follow_up.kind in ('undone', 'undoneInPart', 'dealtWith')
			or (follow_up.next_run is not null and follow_up.kind <> 'stepAgain'))))`;

function has(db: Queries, search: string) {
	const of = (field: string) => textIn(db, 'offboarding_json', ['employee', field]);
	const all = sql`id || ' ' || requested_user || ' ' || coalesce(ticket, '') || ' ' || ${of('displayName')} || ' ' || ${of('userPrincipalName')}`;
	return contains(db, all, search);
}
