import type { Offboarding } from '../../nodes/shared/step/offboarding';
import type { StepOutcome } from '../../nodes/shared/step/outcome';
import type { RunStatus, StepKey } from '../../nodes/shared/step/vocabulary';
import type { Db, Queries } from '../database/db';
import { appendEvent } from './run-event';
import { nextRunId, type Series } from './run-number';
import type { Report, RunRequest } from './run-record';

/** How a run ended, as it is written down. */
export interface RunEnd {
	readonly status: RunStatus;
	readonly message: string | null;
	readonly report: Report | null;
}

/**
 * Writes down every run as it happens. Each method is one transaction that is on the disk when it returns: whoever
 * waits for it may act on it.
 */
export class Journal {
	readonly #db: Db;

	constructor(db: Db) {
		this.#db = db;
	}

	/** Opens a run, before anything is asked of Graph. @returns the id people see */
	async start(request: RunRequest, series: Series): Promise<string> {
		return this.#db.transaction().execute(async (tx) => {
			const at = new Date();
			const id = await nextRunId(tx, series, at);
			await tx
				.insertInto('run')
				.values({ ...rowOf(request), id, status: 'running', started_at: at.toISOString() })
				.execute();
			await appendEvent(tx, id, 'runStarted', { ...request });
			return id;
		});
	}

	/** The look-up found somebody: from here on the run is about an object id, not a name. */
	async lookedUp(id: string, offboarding: Offboarding): Promise<void> {
		await this.#db.transaction().execute(async (tx) => {
			await saveOffboarding(tx, id, offboarding);
			await appendEvent(tx, id, 'lookedUp', { employeeId: offboarding.employee.id });
		});
	}

	/** A step begins. Written before its first request, so that a crash leaves a trace of it. */
	async stepStarted(id: string, key: StepKey, at: string): Promise<void> {
		await this.#db.transaction().execute(async (tx) => {
			await tx
				.insertInto('step')
				.values({ run_id: id, key, status: 'running', started_at: at })
				.onConflict((conflict) => conflict.columns(['run_id', 'key']).doNothing())
				.execute();
			await appendEvent(tx, id, 'stepStarted', { key });
		});
	}

	/** A step ended, or a later one changed how it stands. */
	async stepFinished(id: string, outcome: StepOutcome, offboarding: Offboarding): Promise<void> {
		const { key, status, startedAt } = outcome;
		const ended = {
			status,
			outcome_json: JSON.stringify(outcome),
			finished_at: outcome.finishedAt,
		};
		await this.#db.transaction().execute(async (tx) => {
			await tx
				.insertInto('step')
				.values({ run_id: id, key, started_at: startedAt, ...ended })
				.onConflict((conflict) => conflict.columns(['run_id', 'key']).doUpdateSet(ended))
				.execute();
			await saveOffboarding(tx, id, offboarding);
			await appendEvent(tx, id, 'stepFinished', { outcome });
		});
	}

	/** Closes a run. */
	async finish(id: string, end: RunEnd): Promise<void> {
		await this.#db.transaction().execute(async (tx) => {
			await tx
				.updateTable('run')
				.set({
					status: end.status,
					message: end.message,
					report_path: end.report?.path ?? null,
					report_sha256: end.report?.sha256 ?? null,
					finished_at: new Date().toISOString(),
				})
				.where('id', '=', id)
				.execute();
			await appendEvent(tx, id, 'runFinished', { ...end });
		});
	}
}

async function saveOffboarding(tx: Queries, id: string, offboarding: Offboarding): Promise<void> {
	await tx
		.updateTable('run')
		.set({ offboarding_json: JSON.stringify(offboarding) })
		.where('id', '=', id)
		.execute();
}

function rowOf(request: RunRequest) {
	return {
		requested_user: request.user,
		requested_manager: request.manager,
		requested_by: request.requestedBy,
		ticket: request.ticket,
		requested_at: request.requestedAt,
		dry_run: request.dryRun ? 1 : 0,
		tenant_id: request.tenantId,
		cloud: request.cloud,
	};
}
