import type { NewEntry } from '../audit/acts';
import { auditOf } from '../audit/audit-of';
import type { Db, Queries } from '../database/db';
import { databaseNow } from '../database/concurrency';
import { leaseEnd } from '../journal/leases';
import { nextRunId } from '../journal/run-number';
import type { BulkMember, BulkRecord } from './bulk-record';

/** Somebody else has begun this person's run meanwhile. */
export class MemberTakenError extends Error {
	override readonly name = 'MemberTakenError';
}

/** A list as somebody asks for it. */
type Asked = Omit<BulkRecord, 'id' | 'members' | 'requestedAt'> & {
	/** Who that is in the audit log, where a name must not stand there. */
	readonly actor?: string | undefined;
	/** What has to be written down in the transaction that makes it; when it throws, there is no list. */
	readonly together?: ((tx: Queries, id: string) => Promise<void>) | undefined;
};

/** How many rows one statement may insert. */
const ROWS_AT_ONCE = 100;

/** Writes a list down before anybody on it is touched, and takes it. */
export async function createBulk(
	db: Db,
	request: Asked & { readonly cloud: string },
	members: readonly BulkMember[],
	owner: string,
): Promise<BulkRecord> {
	const id = await db.transaction().execute(async (tx) => {
		const made = await insertBulk(tx, await databaseNow(tx), request, members, owner);
		await request.together?.(tx, made.id);
		await auditOf(db).append(tx, [made.entry]);
		return made.id;
	});
	const none = members.map((member) => ({ ...member, runId: null }));
	return { ...request, id, requestedAt: new Date().toISOString(), members: none };
}

/**
 * The rows of a list.
 *
 * @param owner who works on it; null: whoever comes first
 * @returns its number, and what the log has to say of it in the same transaction
 */
export async function insertBulk(
	tx: Queries,
	now: Date,
	request: Asked & { readonly cloud: string },
	members: readonly BulkMember[],
	owner: string | null,
): Promise<{ readonly id: string; readonly entry: NewEntry }> {
	const id = await nextRunId(tx, 'BULK', now);
	await tx
		.insertInto('bulk')
		.values({
			...{ id, tenant_id: request.tenantId.toLowerCase(), cloud: request.cloud },
			...{ requested_by: request.requestedBy, ticket: request.ticket },
			requested_at: owner === null ? now.toISOString() : new Date().toISOString(),
			...{ dry_run: request.dryRun ? 1 : 0, report_folder: request.reportFolder },
			break_glass_json: JSON.stringify(request.breakGlass),
			case_json: request.caseFacts && JSON.stringify(request.caseFacts),
			choices_json: request.choices && JSON.stringify(request.choices),
			...{ finished_at: null, lease_owner: owner },
			lease_until: owner === null ? null : leaseEnd(now),
		})
		.execute();
	await insertMembers(tx, id, members);
	return { id, entry: begun(id, request, members.length) };
}

async function insertMembers(
	tx: Queries,
	bulkId: string,
	members: readonly BulkMember[],
): Promise<void> {
	const rows = members.map(({ user, manager, ticket, caseFacts, requestedBy }, position) => ({
		...{ bulk_id: bulkId, position },
		...{ requested_user: user, requested_manager: manager, run_id: null },
		...{ ticket: ticket ?? null, case_json: caseFacts ? JSON.stringify(caseFacts) : null },
		requested_by: requestedBy ?? null,
	}));
	for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
		const some = rows.slice(start, start + ROWS_AT_ONCE);
		await tx.insertInto('bulk_member').values(some).execute();
	}
}

function begun(
	run: string,
	{ actor, requestedBy, tenantId, dryRun }: Asked,
	people: number,
): NewEntry {
	return {
		type: 'bulk.begun',
		actor: actor ?? requestedBy,
		run,
		facts: { tenant: tenantId, people, dryRun },
	};
}

/**
 * Ties a run to its place on the list, in the transaction that opens it: nobody on a list is begun twice.
 *
 * @throws MemberTakenError
 */
export async function takeMember(
	tx: Queries,
	bulkId: string,
	position: number,
	runId: string,
): Promise<void> {
	const { numUpdatedRows } = await tx
		.updateTable('bulk_member')
		.set({ run_id: runId })
		.where('bulk_id', '=', bulkId)
		.where('position', '=', position)
		.where('run_id', 'is', null)
		.executeTakeFirst();
	if (numUpdatedRows === 0n) throw new MemberTakenError(`Somebody else has begun ${bulkId}.`);
}

/** A run that was refused because another one is about the same person gives its place to that one. */
export async function joinMember(
	db: Db,
	bulkId: string,
	position: number,
	runId: string,
): Promise<void> {
	await db
		.updateTable('bulk_member')
		.set({ run_id: runId })
		.where('bulk_id', '=', bulkId)
		.where('position', '=', position)
		.execute();
}

/**
 * Everybody who leaves together with the person of a run, as they were named; empty for one who leaves alone. Of a run
 * that goes on where another one of the list ended, or tries a step of it again, it is the same list.
 */
export async function leavingWith(db: Db, runId: string): Promise<readonly string[]> {
	const mine = db
		.selectFrom('bulk_member')
		.select('bulk_id')
		.where('run_id', 'in', await withRunsBefore(db, runId));
	const rows = await db
		.selectFrom('bulk_member')
		.select('requested_user')
		.where('bulk_id', 'in', mine)
		.execute();
	return [...new Set(rows.map(({ requested_user }) => requested_user))];
}

async function withRunsBefore(db: Db, runId: string): Promise<readonly string[]> {
	const ids = new Set<string>();
	for (let id: string | undefined = runId; id !== undefined && !ids.has(id);) {
		ids.add(id);
		const before: { readonly run_id: string } | undefined = await db
			.selectFrom('follow_up')
			.select('run_id')
			.where('next_run', '=', id)
			.executeTakeFirst();
		id = before?.run_id;
	}
	return [...ids];
}
