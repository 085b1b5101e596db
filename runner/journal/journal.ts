import type { RunEnd } from './run-record';
import type { Offboarding } from '../../nodes/shared/step/offboarding';
import type { StepOutcome } from '../../nodes/shared/step/outcome';
import type { StepKey } from '../../nodes/shared/step/vocabulary';
import { auditOf } from '../audit/audit-of';
import { begun, ended, requested } from '../audit/run-entries';
import { sealResults } from '../audit/seal-results';
import type { Db, Queries } from '../database/db';
import { databaseNow } from '../database/concurrency';
import { isSeenOff, seenSignIn } from '../directory/seen-sign-in';
import { isUniqueViolation } from '../database/unique-violation';
import { refuseSecondRun } from './active-run';
import { fence, type HeldRun } from './held-run';
import { leaseEnd } from './leases';
import { appendEvent, appendEvents } from './run-event';
import { nextRunId, type Series } from './run-number';
import { endedRow, startedRow } from './step-rows';
import { versionNeeded } from './work-version';
import type { RunRequest } from './run-record';

/**
 * Writes down every run as it happens. Each method is one transaction that is on the disk when it returns: whoever
 * waits for it may act on it. All but the first throw a `LeaseLostError` once another runner has the run.
 */
export class Journal {
	readonly #db: Db;

	constructor(db: Db) {
		this.#db = db;
	}

	/**
	 * Opens a run, before anything is asked of Graph.
	 *
	 * @param owner the process that works on it
	 * @param together what else belongs into the same transaction; when it throws, there is no run
	 */
	async start(
		request: RunRequest,
		series: Series,
		owner: string,
		together?: (tx: Queries, id: string) => Promise<void>,
	): Promise<HeldRun> {
		const held = await this.#db.transaction().execute(async (tx) => {
			const now = await databaseNow(tx);
			const id = await nextRunId(tx, series, now);
			const lease = { lease_owner: owner, lease_epoch: 1, lease_until: leaseEnd(now) };
			await tx
				.insertInto('run')
				.values({
					...rowOf(request),
					...lease,
					id,
					status: 'running',
					started_at: new Date().toISOString(),
				})
				.execute();
			await appendEvent(tx, id, 'runStarted', { ...request });
			await together?.(tx, id);
			await auditOf(this.#db).append(tx, [requested(id, request)]);
			return { id, tenantId: request.tenantId, epoch: 1 };
		});
		auditOf(this.#db).remember(held.id);
		return held;
	}

	/**
	 * The look-up found somebody: from here on the run is about an object id, not a name, and no other run may be about
	 * the same.
	 *
	 * @throws ActiveRunError when one is
	 */
	async lookedUp(held: HeldRun, offboarding: Offboarding): Promise<void> {
		const tenantId = offboarding.tenant.id.toLowerCase();
		const person = { tenantId, employeeId: offboarding.employee.id.toLowerCase() };
		const written = this.#db.transaction().execute(async (tx) => {
			const dryRun = offboarding.request.dryRun;
			await fence(tx, held, {
				tenant_id: tenantId,
				employee_id: person.employeeId,
				active: dryRun ? 0 : 1,
				offboarding_json: JSON.stringify(offboarding),
			});
			if (!dryRun) await refuseSecondRun(tx, held.id, person);
			await appendEvent(tx, held.id, 'lookedUp', { employeeId: offboarding.employee.id });
			await auditOf(this.#db).append(tx, [begun(held.id, offboarding)]);
		});
		// Two that looked at the same moment both saw nobody: the index lets one of them through.
		await written.catch(async (error: unknown) => {
			if (!isUniqueViolation(error)) throw error;
			// In a transaction: whoever was let through may not be committed yet.
			await this.#db.transaction().execute((tx) => refuseSecondRun(tx, held.id, person));
			throw error;
		});
		held.tenantId = tenantId;
	}

	/** A step begins. Written before its first request, so that a crash leaves a trace of it. */
	async stepStarted(held: HeldRun, key: StepKey, at: string): Promise<void> {
		await this.#db.transaction().execute(async (tx) => {
			await fence(tx, held);
			await tx
				.insertInto('step')
				.values({ run_id: held.id, key, status: 'running', started_at: at })
				.onConflict((conflict) => conflict.columns(['run_id', 'key']).doNothing())
				.execute();
			await appendEvent(tx, held.id, 'stepStarted', { key });
			if (key === 'compliancePdf') await sealResults(this.#db, tx, held.id);
		});
	}

	/** The run waits for something. */
	async waiting(held: HeldRun, wait: Readonly<Record<string, unknown>>): Promise<void> {
		await this.#db.transaction().execute(async (tx) => {
			await fence(tx, held);
			await appendEvent(tx, held.id, 'waiting', wait);
		});
	}

	/**
	 * A step ended, or a later one changed how it stands.
	 *
	 * @param next the step that begins at the same moment: one commit for both
	 */
	async stepFinished(
		held: HeldRun,
		outcome: StepOutcome,
		offboarding: Offboarding,
		next: StepKey | null = null,
	): Promise<void> {
		const finished = { type: 'stepFinished', data: { outcome } } as const;
		const started = next && ({ type: 'stepStarted', data: { key: next } } as const);
		await this.#db.transaction().execute(async (tx) => {
			await saveOffboarding(tx, held, offboarding);
			await tx
				.insertInto('step')
				.values([endedRow(held, outcome), ...(next ? [startedRow(held, next)] : [])])
				.onConflict((conflict) =>
					conflict.columns(['run_id', 'key']).doUpdateSet((eb) => ({
						status: eb.ref('excluded.status'),
						outcome_json: eb.ref('excluded.outcome_json'),
						finished_at: eb.ref('excluded.finished_at'),
					})),
				)
				.execute();
			if (isSeenOff(outcome)) await seenSignIn(tx, accountOf(offboarding), false);
			await appendEvents(tx, held.id, started ? [finished, started] : [finished]);
			if (next === 'compliancePdf') await sealResults(this.#db, tx, held.id);
		});
	}

	/** Closes a run, or says that it waits. Either way nobody holds it any more. */
	async finish(held: HeldRun, end: RunEnd): Promise<void> {
		await this.#db.transaction().execute(async (tx) => {
			await fence(tx, held, {
				status: end.status,
				message: end.message,
				report_path: end.report?.path ?? null,
				report_sha256: end.report?.sha256 ?? null,
				finished_at: new Date().toISOString(),
				lease_owner: null,
				lease_until: null,
				wait_until: null,
				wait_reason: null,
				// One that waits goes on some day: until then nobody else may begin.
				...(end.status === 'waiting' ? {} : { active: 0 }),
			});
			await appendEvent(tx, held.id, 'runFinished', { ...end });
			await auditOf(this.#db).append(tx, await ended(tx, held.id, end));
		});
		auditOf(this.#db).forget(held.id);
	}
}

const accountOf = ({ tenant, employee }: Offboarding) => ({
	...{ tenantId: tenant.id, userId: employee.id },
});

/** Saves it and fences the transaction in one statement. @throws LeaseLostError */
async function saveOffboarding(tx: Queries, held: HeldRun, what: Offboarding): Promise<void> {
	// It got on: whatever killed its process before is not in the way any more.
	await fence(tx, held, { offboarding_json: JSON.stringify(what), crash_count: 0 });
}

/** A request as the columns that keep it. */
export function rowOf(request: RunRequest) {
	return {
		...{ requested_user: request.user, requested_manager: request.manager },
		...{ requested_by: request.requestedBy, ticket: request.ticket },
		...{ requested_at: request.requestedAt, dry_run: request.dryRun ? 1 : 0 },
		tenant_id: request.tenantId.toLowerCase(),
		...{ cloud: request.cloud, report_folder: request.reportFolder },
		break_glass_json: JSON.stringify(request.breakGlass),
		...{ case_json: json(request.caseFacts), choices_json: json(request.choices) },
		only_json: json(request.only),
		...{ seen: request.seen ?? null, needs_version: versionNeeded(request) },
	};
}

const json = (value: object | null | undefined) => (value ? JSON.stringify(value) : null);
