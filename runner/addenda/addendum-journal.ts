import type { Addendum } from '../../nodes/shared/record/addendum/addendum';
import type { Db, Queries } from '../database/db';
import type { NewEntry } from '../audit/acts';
import { auditOf } from '../audit/audit-of';
import { fromJsonText } from '../database/json-text';
import type { AddendumRow } from '../database/addendum-schema';
import type { Report } from '../journal/run-record';

/** A later check as the journal keeps it. */
export interface AddendumRecord {
	readonly id: string;
	readonly runId: string;
	readonly number: number;
	readonly checkedAt: string;
	readonly isScheduled: boolean;
	/** Null once it was erased. */
	readonly addendum: Addendum | null;
	/** Null once it was erased. */
	readonly report: Report | null;
}

/** The addenda of a run, the first one first. */
export async function addendaOf(db: Queries, runId: string): Promise<AddendumRecord[]> {
	const rows = await db
		.selectFrom('addendum')
		.selectAll()
		.where('run_id', '=', runId)
		.orderBy('number')
		.execute();
	return rows.map(recordOf);
}

/** A statement has a limited number of parameters. */
const AT_ONCE = 500;

/**
 * Of these runs those whose last later check found something not as recorded any more, with that check. One that was
 * made before is not asked: what counts is what was seen last.
 */
export async function brokenChecksOf(
	db: Queries,
	runIds: readonly string[],
): Promise<ReadonlyMap<string, AddendumRecord>> {
	const found = new Map<string, AddendumRecord>();
	for (let from = 0; from < runIds.length; from += AT_ONCE) {
		const rows = await db
			.selectFrom('addendum')
			.selectAll()
			.where('run_id', 'in', runIds.slice(from, from + AT_ONCE))
			.where('verdict', '=', 'broken')
			.where((of) =>
				of.not(
					of.exists(
						of
							.selectFrom('addendum as later')
							.select('later.id')
							.whereRef('later.run_id', '=', 'addendum.run_id')
							.whereRef('later.number', '>', 'addendum.number'),
					),
				),
			)
			.execute();
		for (const row of rows) found.set(row.run_id, recordOf(row));
	}
	return found;
}

function recordOf(row: AddendumRow): AddendumRecord {
	const { id, report_path: path, report_sha256: sha256, addendum_json: json } = row;
	return {
		id,
		runId: row.run_id,
		number: row.number,
		checkedAt: row.checked_at,
		isScheduled: row.is_scheduled === 1,
		addendum: json === null ? null : fromJsonText<Addendum>(json, `addendum ${id}`),
		report: path === null ? null : { path, sha256 },
	};
}

/**
 * Writes an addendum down, files its PDF and says so in the audit log, in one transaction: two that are made at the same
 * moment get in each other's way before either has a file. The run itself is not touched.
 *
 * @param isScheduled made by a started runner by itself
 * @param file puts the PDF where it belongs
 * @returns null when somebody else has just made one of the same number
 */
export async function keepAddendum(
	db: Db,
	{
		addendum,
		number,
		isScheduled,
	}: {
		readonly addendum: Addendum;
		readonly number: number;
		readonly isScheduled: boolean;
	},
	file: () => Promise<Report>,
): Promise<Report | null> {
	return await db.transaction().execute(async (tx) => {
		const { numInsertedOrUpdatedRows } = await tx
			.insertInto('addendum')
			.values({
				...{ id: addendum.id, run_id: addendum.record.id, number },
				...{ checked_at: addendum.checkedAt, is_scheduled: isScheduled ? 1 : 0 },
				verdict: addendum.verdict,
				addendum_json: JSON.stringify(addendum),
				...{ report_path: null, report_sha256: '' },
			})
			.onConflict((conflict) => conflict.doNothing())
			.executeTakeFirst();
		if (numInsertedOrUpdatedRows !== 1n) return null;
		const report = await file();
		await tx
			.updateTable('addendum')
			.set({ report_path: report.path, report_sha256: report.sha256 })
			.where('id', '=', addendum.id)
			.execute();
		await auditOf(db).append(tx, [entryOf(addendum, report, isScheduled)]);
		return report;
	});
}

function entryOf(addendum: Addendum, report: Report, isScheduled: boolean): NewEntry {
	const { id, verdict, record, checks, askedBy } = addendum;
	return {
		type: 'offboarding.rechecked',
		...(isScheduled ? {} : { actor: askedBy }),
		run: record.id,
		facts: {
			...{ addendum: id, verdict, pdf: report.sha256, record: record.sha256 },
			checks: checks.map(({ status }) => status),
		},
		personal: { checks: checks.map(({ claim, says }) => ({ claim, says })) },
	};
}
