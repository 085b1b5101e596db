import { rm } from 'node:fs/promises';
import type { AuditCheckpoint } from '../../nodes/shared/step/auditCheckpoint';
import { removeConnection } from '../connections/remove-connection';
import type { Db, Queries } from '../database/db';
import { auditOf } from './audit-of';
import { blankJournal, ERASED } from './blank-journal';
import { cleanFile } from './clean-file';
import { ErasureError, type PersonFound } from './find-subject';
import { laterReports, refuseUndoing } from './later-records';
import { giveTenant } from './organisation';
import { readSettings } from './retention';

/** What was erased of an organisation, counted. */
export interface OrganisationErased {
	readonly runs: number;
	readonly schedules: number;
	readonly reports: number;
	readonly people: number;
	readonly connections: number;
}

/** So many in one statement or entry: SQLite takes a limited number of parameters. */
const AT_ONCE = 500;

/**
 * Erases an organisation: the keys of everything its log says of people, what the journal knows of them, their records,
 * the directory and the connections of its tenants. Its log stays, with its chain whole, and says what was erased; so do
 * the claims that keep a device from being wiped twice.
 *
 * @param tenantIds the tenants that belong to it
 * @param together what else is deleted in the same transaction
 * @returns counts, and the checkpoint that covers the log's last entry: the proof
 * @throws ErasureError on a legal hold, or while something is under way or still to come
 */
export async function eraseOrganisation(
	db: Db,
	organisation: string,
	tenantIds: readonly string[],
	together: (tx: Queries) => Promise<void>,
): Promise<{ readonly erased: OrganisationErased; readonly proof: AuditCheckpoint }> {
	if ((await readSettings(db, organisation)).legalHold) {
		throw new ErasureError('A legal hold is on: nothing may be erased until it ends.');
	}
	const found = await everythingOf(db, organisation);
	refuseOpen(found);
	await refuseUndoing(db, found);
	const reports = found.runs.flatMap(({ report_path }) => report_path ?? []);
	const later = await laterReports(db, found);
	const done = await db.transaction().execute(async (tx) => {
		await together(tx);
		await blankAll(tx, found, tenantIds);
		const people = await forgetTenants(db, tx, tenantIds);
		const erased = {
			...{ runs: found.runs.length, schedules: found.schedules.length },
			...{ reports: reports.length, ...people },
		};
		await tellErased(db, tx, organisation, found);
		const last = { type: 'organisation.deleted', facts: { ...erased } } as const;
		await auditOf(db).append(tx, [last], organisation);
		return { erased, proof: await auditOf(db).checkpoint(tx, organisation) };
	});
	// Not before: what is called off at the last moment, or does not come through, keeps its records.
	for (const path of [...reports, ...later]) await rm(path, { force: true });
	auditOf(db).forgetAll();
	await cleanFile(db);
	return done;
}

type Everything = Pick<PersonFound, 'runs' | 'schedules'>;

async function everythingOf(db: Queries, organisation: string): Promise<Everything> {
	const runs = await db
		.selectFrom('run')
		.innerJoin('audit_subject', 'audit_subject.run', 'run.id')
		.select(['run.id', 'run.status', 'run.report_path'])
		.where('audit_subject.organisation', '=', organisation)
		.execute();
	const schedules = await db
		.selectFrom('schedule')
		.innerJoin('audit_subject', 'audit_subject.run', 'schedule.id')
		.select(['schedule.id', 'schedule.active'])
		.where('audit_subject.organisation', '=', organisation)
		.execute();
	return { runs, schedules };
}

function refuseOpen({ runs, schedules }: Everything): void {
	const open =
		runs.find(({ status }) => status === 'running' || status === 'waiting') ??
		schedules.find(({ active }) => active === 1);
	if (open) throw new ErasureError(`${open.id} has not ended: nothing is erased until it has.`);
}

async function blankAll(
	tx: Queries,
	{ runs, schedules }: Everything,
	tenantIds: readonly string[],
): Promise<void> {
	for (let at = 0; at < Math.max(runs.length, schedules.length); at += AT_ONCE) {
		const some = {
			runs: runs.slice(at, at + AT_ONCE),
			schedules: schedules.slice(at, at + AT_ONCE),
		};
		await blankJournal(tx, { objectId: null, ...some });
	}
	if (tenantIds.length === 0) return;
	const nobody = { requested_by: ERASED };
	await tx.updateTable('run').set(nobody).where('tenant_id', 'in', tenantIds).execute();
	await tx.updateTable('schedule').set(nobody).where('tenant_id', 'in', tenantIds).execute();
	await tx.updateTable('bulk').set(nobody).where('tenant_id', 'in', tenantIds).execute();
	const lists = tx.selectFrom('bulk').select('id').where('tenant_id', 'in', tenantIds);
	await tx
		.updateTable('bulk_member')
		.set({ requested_user: ERASED, requested_manager: null, requested_by: null })
		.where('bulk_id', 'in', lists)
		.execute();
	const planned = tx.selectFrom('schedule').select('id').where('tenant_id', 'in', tenantIds);
	await tx
		.updateTable('schedule_person')
		.set({ requested_by: null, removed_by: null })
		.where('schedule_id', 'in', planned)
		.execute();
}

async function forgetTenants(
	db: Db,
	tx: Queries,
	tenantIds: readonly string[],
): Promise<Pick<OrganisationErased, 'people' | 'connections'>> {
	let [people, connections] = [0, 0];
	for (const tenantId of tenantIds) {
		const kept = await tx
			.selectFrom('connection')
			.select('id')
			.where('tenant_id', '=', tenantId)
			.execute();
		for (const { id } of kept) await removeConnection(db, tx, id, null);
		connections += kept.length;
		const gone = await tx
			.deleteFrom('directory_person')
			.where('tenant_id', '=', tenantId)
			.executeTakeFirst();
		people += Number(gone.numDeletedRows);
		await tx.deleteFrom('directory_sync').where('tenant_id', '=', tenantId).execute();
		await giveTenant(tx, tenantId, null);
	}
	return { people, connections };
}

/** Destroys every key, and names them in as many entries as it takes. */
async function tellErased(
	db: Db,
	tx: Queries,
	organisation: string,
	{ runs, schedules }: Everything,
): Promise<void> {
	const rows = await tx
		.updateTable('audit_subject')
		.set({ sealed: null, erased_at: new Date().toISOString() })
		.where('organisation', '=', organisation)
		.returning(['id', 'run'])
		.execute();
	const [isRun, isSchedule] = [
		new Set(runs.map(({ id }) => id)),
		new Set(schedules.map(({ id }) => id)),
	];
	for (let at = 0; at < rows.length; at += AT_ONCE) {
		const some = rows.slice(at, at + AT_ONCE);
		const facts = {
			reason: 'the organisation was deleted',
			subjects: some.map(({ id }) => id).sort(),
			runs: some.flatMap(({ run }) => (isRun.has(run) ? run : [])),
			schedules: some.flatMap(({ run }) => (isSchedule.has(run) ? run : [])),
		};
		await auditOf(db).append(tx, [{ type: 'audit.erased', facts }], organisation);
	}
}
