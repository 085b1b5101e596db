import type { CaseFacts } from '../../nodes/shared/step/caseFacts';
import type { Offboarding } from '../../nodes/shared/step/offboarding';
import type { OnlySteps } from '../../nodes/shared/step/onlySteps';
import type { StepChoices } from '../../nodes/shared/step/stepChoices';
import type { StepOutcome } from '../../nodes/shared/step/outcome';
import { STEPS } from '../../nodes/shared/step/vocabulary';
import type { Queries } from '../database/db';
import { fromJsonText } from '../database/json-text';
import type { RunRow, StepRow } from '../database/schema';
import type { RunRecord, StepRecord } from './run-record';
import { narrowed, type RunsQuery } from './runs-query';

/** One run with its ten steps, or null when there is none of that id. */
export async function readRun(db: Queries, id: string): Promise<RunRecord | null> {
	const row = await db.selectFrom('run').selectAll().where('id', '=', id).executeTakeFirst();
	if (!row) return null;
	const steps = await db.selectFrom('step').selectAll().where('run_id', '=', id).execute();
	return recordOf(row, steps);
}

/** Runs, the newest first. */
export async function readRuns(db: Queries, query: RunsQuery = {}): Promise<RunRecord[]> {
	if (query.ids?.length === 0 || query.tenantIds?.length === 0) return [];
	let wanted = narrowed(db, query);
	if (query.limit !== undefined) wanted = wanted.limit(query.limit);
	const rows = await wanted.orderBy('started_at', 'desc').orderBy('id', 'desc').execute();
	const stepsOf = new Map<string, StepRow[]>();
	for (const step of await stepsIn(db, query, rows)) {
		stepsOf.set(step.run_id, [...(stepsOf.get(step.run_id) ?? []), step]);
	}
	return rows.map((row) => recordOf(row, stepsOf.get(row.id) ?? []));
}

/** Those of the runs that were found; without any question asked, all of them in one go. */
async function stepsIn(db: Queries, query: RunsQuery, rows: readonly RunRow[]): Promise<StepRow[]> {
	const all = db.selectFrom('step').selectAll();
	if (Object.keys(query).length === 0) return await all.execute();
	const steps: StepRow[] = [];
	for (let from = 0; from < rows.length; from += AT_ONCE) {
		const ids = rows.slice(from, from + AT_ONCE).map(({ id }) => id);
		steps.push(...(await all.where('run_id', 'in', ids).execute()));
	}
	return steps;
}

/** A statement has a limited number of parameters. */
const AT_ONCE = 500;

function recordOf(row: RunRow, steps: readonly StepRow[]): RunRecord {
	return {
		id: row.id,
		status: row.status as RunRecord['status'],
		request: {
			user: row.requested_user,
			manager: row.requested_manager,
			requestedBy: row.requested_by,
			ticket: row.ticket,
			requestedAt: row.requested_at,
			dryRun: row.dry_run === 1,
			tenantId: row.tenant_id,
			cloud: row.cloud,
			reportFolder: row.report_folder ?? '',
			breakGlass: fromJson<string[]>(row.break_glass_json, `run ${row.id}`) ?? [],
			...(row.case_json === null
				? {}
				: { caseFacts: fromJson<CaseFacts>(row.case_json, `run ${row.id}`) }),
			...(row.choices_json === null
				? {}
				: { choices: fromJson<StepChoices>(row.choices_json, `run ${row.id}`) }),
			...(row.seen === null ? {} : { seen: row.seen }),
			...(row.only_json === null
				? {}
				: { only: fromJson<OnlySteps>(row.only_json, `run ${row.id}`) }),
		},
		offboarding: fromJson<Offboarding>(row.offboarding_json, `run ${row.id}`),
		steps: tenSteps(steps),
		startedAt: row.started_at,
		finishedAt: row.finished_at,
		message: row.message,
		report:
			row.report_path !== null && row.report_sha256 !== null
				? { path: row.report_path, sha256: row.report_sha256 }
				: null,
	};
}

function tenSteps(rows: readonly StepRow[]): StepRecord[] {
	return STEPS.map(({ number, key }) => {
		const row = rows.find((candidate) => candidate.key === key);
		return {
			number,
			key,
			startedAt: row?.started_at ?? null,
			outcome: fromJson<StepOutcome>(
				row?.outcome_json ?? null,
				`step ${key} of run ${row?.run_id}`,
			),
		};
	});
}

function fromJson<T>(text: string | null, where: string): T | null {
	return text === null ? null : fromJsonText<T>(text, where);
}
