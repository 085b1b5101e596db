import type { CaseFacts } from '../../nodes/shared/step/caseFacts';
import type { StepChoices } from '../../nodes/shared/step/stepChoices';
import type { BulkRow } from '../database/bulk-schema';
import { auditOf } from '../audit/audit-of';
import type { Db, Queries } from '../database/db';
import { databaseNow, dbNow } from '../database/concurrency';
import { leaseEnd } from '../journal/leases';
import type { BulkRecord } from './bulk-record';

/** Says that the owner of a list is alive. */
export async function renewBulk(db: Db, id: string, owner: string): Promise<void> {
	const until = leaseEnd(await databaseNow(db));
	await db
		.updateTable('bulk')
		.set({ lease_until: until })
		.where('id', '=', id)
		.where('lease_owner', '=', owner)
		.execute();
}

/**
 * Gives a list back; it is finished where everybody on it has a run that is not under way any more. Whoever was frozen
 * and lost it to another leaves it to them.
 */
export async function closeBulk(db: Db, id: string, owner: string): Promise<void> {
	await db.transaction().execute(async (tx) => {
		const held = await tx
			.updateTable('bulk')
			.set((eb) => ({ dry_run: eb.ref('dry_run') }))
			.where('id', '=', id)
			.where('lease_owner', '=', owner)
			.returning('id')
			.executeTakeFirst();
		if (!held) return;
		const open = await tx
			.selectFrom('bulk_member')
			.leftJoin('run', 'run.id', 'bulk_member.run_id')
			.select('bulk_member.position')
			.where('bulk_member.bulk_id', '=', id)
			.where((eb) => eb.or([eb('run.id', 'is', null), eb('run.status', '=', 'running')]))
			.limit(1)
			.execute();
		const finished = open.length === 0 ? { finished_at: new Date().toISOString() } : {};
		const bulk = await tx
			.updateTable('bulk')
			.set({ lease_owner: null, lease_until: null, ...finished })
			.where('id', '=', id)
			.returning('tenant_id')
			.executeTakeFirst();
		if (open.length > 0 || !bulk) return;
		const facts = { tenant: bulk.tenant_id };
		await auditOf(db).append(tx, [{ type: 'bulk.ended', run: id, facts }]);
	});
}

/** The lists that have not ended and that nobody works on, the oldest first. */
export async function abandonedBulks(
	db: Db,
	isGone: (owner: string) => boolean,
): Promise<readonly { readonly id: string; readonly tenantId: string }[]> {
	const now = await dbNow(db);
	const rows = await db
		.selectFrom('bulk')
		.select(['id', 'tenant_id', 'lease_owner', 'lease_until'])
		.where('finished_at', 'is', null)
		.orderBy('id')
		.execute();
	return rows
		.filter((row) => isFree(row, now, isGone))
		.map((row) => ({ id: row.id, tenantId: row.tenant_id }));
}

/** Takes a list that nobody works on. @returns null when it has ended, or somebody has it */
export async function takeBulk(
	db: Db,
	id: string,
	owner: string,
	isGone: (owner: string) => boolean,
): Promise<BulkRecord | null> {
	return await db.transaction().execute(async (tx) => {
		const now = await databaseNow(tx);
		// Written before it is read: on every database nobody else can be between the two.
		const row = await tx
			.updateTable('bulk')
			.set((eb) => ({ dry_run: eb.ref('dry_run') }))
			.where('id', '=', id)
			.where('finished_at', 'is', null)
			.returningAll()
			.executeTakeFirst();
		if (!row || !isFree(row, now.toISOString(), isGone)) return null;
		const lease = { lease_owner: owner, lease_until: leaseEnd(now) };
		await tx.updateTable('bulk').set(lease).where('id', '=', id).execute();
		return await bulkOf(tx, row);
	});
}

/** A list with everybody on it. */
export async function bulkOf(tx: Queries, row: BulkRow): Promise<BulkRecord> {
	const members = await tx
		.selectFrom('bulk_member')
		.selectAll()
		.where('bulk_id', '=', row.id)
		.orderBy('position')
		.execute();
	return {
		id: row.id,
		tenantId: row.tenant_id,
		...{ requestedBy: row.requested_by, requestedAt: row.requested_at },
		ticket: row.ticket,
		dryRun: row.dry_run === 1,
		reportFolder: row.report_folder,
		breakGlass: JSON.parse(row.break_glass_json) as string[],
		caseFacts: row.case_json === null ? null : (JSON.parse(row.case_json) as CaseFacts),
		choices: row.choices_json === null ? null : (JSON.parse(row.choices_json) as StepChoices),
		members: members.map(({ requested_user, requested_manager, case_json, ...own }) => ({
			...{ user: requested_user, manager: requested_manager, runId: own.run_id },
			...{ ticket: own.ticket, requestedBy: own.requested_by },
			caseFacts: case_json === null ? null : (JSON.parse(case_json) as CaseFacts),
		})),
	};
}

function isFree(
	row: Pick<BulkRow, 'lease_owner' | 'lease_until'>,
	now: string,
	isGone: (owner: string) => boolean,
): boolean {
	const { lease_owner, lease_until } = row;
	return lease_owner === null || (lease_until ?? '') <= now || isGone(lease_owner);
}
