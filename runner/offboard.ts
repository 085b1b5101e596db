import type { GraphConnection } from '../nodes/shared/graph/connection';
import type { Offboarding } from '../nodes/shared/step/offboarding';
import type { StepOutcome } from '../nodes/shared/step/outcome';
import type { Engine } from './engine/engine';
import type { EngineEvent, EngineResult } from './engine/events';
import type { Journal, RunEnd } from './journal/journal';
import type { Series } from './journal/run-number';
import type { Report, RunRecord } from './journal/run-record';
import { endStatus, waitsFor } from './journal/run-status';
import { recordOutcome } from './record-step';

/** One offboarding to run. */
export interface OffboardRequest {
	readonly connection: GraphConnection;
	/** Object id or user principal name. */
	readonly user: string;
	/** Overrides the directory's manager. */
	readonly manager: string | null;
	/** Reads only. */
	readonly dryRun: boolean;
	/** Object ids or UPNs of accounts that must never be offboarded: refused before anything is changed. */
	readonly breakGlass?: readonly string[];
	/** Object ids or UPNs of accounts that are offboarded too: they take nothing over. */
	readonly leaving?: readonly string[];
	readonly requestedBy: string | null;
	readonly ticket: string | null;
	/** An existing folder that may be written to: where the PDF goes. */
	readonly reportFolder: string;
	/** Ends the run after the step that is under way. */
	readonly signal?: AbortSignal;
}

/** What a surface may show while a run goes on. Each one is in the journal already. */
export type RunProgress =
	| { readonly type: 'started'; readonly id: string; readonly at: string }
	| { readonly type: 'lookedUp'; readonly offboarding: Offboarding }
	| { readonly type: 'stepStarted'; readonly key: StepOutcome['key']; readonly at: string }
	| { readonly type: 'stepFinished'; readonly outcome: StepOutcome };

export type ProgressListener = (progress: RunProgress) => void;

/** What one offboarding needs of the house. */
export interface OffboardParts {
	readonly engine: Engine;
	readonly journal: Journal;
	readonly read: (id: string) => Promise<RunRecord | null>;
}

/**
 * Runs one offboarding: journal first, then the step, then the word to whoever watches. Permissions and idempotency
 * are those of the steps. What Graph refuses is in the record, not an error.
 *
 * @throws DatabaseError when the journal cannot be written; no step starts after that
 */
export async function offboard(
	{ engine, journal, read }: OffboardParts,
	request: OffboardRequest,
	listener: ProgressListener,
): Promise<RunRecord> {
	const { connection, user, manager, dryRun, requestedBy, ticket } = request;
	const requestedAt = new Date().toISOString();
	const asked = { user, manager, dryRun, requestedBy, ticket, requestedAt };
	const { tenantId, cloud } = connection;
	const id = await journal.start({ ...asked, tenantId, cloud }, seriesOf(connection));
	const tell = unbreakable(listener);
	tell({ type: 'started', id, at: requestedAt });
	const recording = new Recording(journal, id, request.reportFolder, tell);
	const { signal, breakGlass = [], leaving = [] } = request;
	const input = { ...asked, id, connection, breakGlass, leaving, ...(signal ? { signal } : {}) };
	const result = await engine.run(input, (event) => recording.note(event));
	await recording.rethrow();
	await journal.finish(id, endOf(result, await mustRead(read, id), recording.report));
	return mustRead(read, id);
}

/**
 * Plain http is allowed to this machine only, and Microsoft 365 does not answer there: that is a rehearsal. Asking
 * the tenant first would send a request before the run is on record.
 */
export function seriesOf(connection: GraphConnection): Series {
	return connection.graphBaseUrl.startsWith('http:') ? 'SIM' : 'OFF';
}

/** A watcher that breaks must not be able to stop a lock-out. */
function unbreakable(listener: ProgressListener): ProgressListener {
	return (progress) => {
		try {
			listener(progress);
		} catch {
			// The journal has it; whoever watched can read it there.
		}
	};
}

/** Writes each event of the engine down, files the PDF, and only then tells the watcher. */
class Recording {
	readonly #journal: Journal;
	readonly #id: string;
	readonly #reportFolder: string;
	readonly #tell: ProgressListener;
	#failure: Error | null = null;
	report: Report | null = null;

	constructor(journal: Journal, id: string, reportFolder: string, tell: ProgressListener) {
		this.#journal = journal;
		this.#id = id;
		this.#reportFolder = reportFolder;
		this.#tell = tell;
	}

	async note(event: EngineEvent): Promise<void> {
		try {
			await this.#write(event);
		} catch (error) {
			this.#failure = error instanceof Error ? error : new Error(String(error));
			throw error;
		}
	}

	/** The engine reports a journal that cannot be written as a failed run; the cause is worth more. */
	async rethrow(): Promise<void> {
		const failure = this.#failure;
		if (failure === null) return;
		const message = 'The journal could not be written, so the run was stopped.';
		// Only if it can be written again: the run must not look as if it were still under way.
		await this.#journal
			.finish(this.#id, { status: 'failed', message, report: this.report })
			.catch(() => undefined);
		throw failure;
	}

	async #write(event: EngineEvent): Promise<void> {
		if (event.type === 'lookUpStarted') return;
		if (event.type === 'lookedUp') {
			await this.#journal.lookedUp(this.#id, event.offboarding);
			this.#tell(event);
		} else if (event.type === 'stepStarted') {
			await this.#journal.stepStarted(this.#id, event.key, event.at);
			this.#tell(event);
		} else {
			await this.#finishStep(event);
		}
	}

	async #finishStep(event: Extract<EngineEvent, { type: 'stepFinished' }>): Promise<void> {
		const place = { id: this.#id, folder: this.#reportFolder };
		const { outcome, report } = await recordOutcome(event, place);
		this.report = report ?? this.report;
		const steps = event.offboarding.steps.map((step) => (step === event.outcome ? outcome : step));
		await this.#journal.stepFinished(this.#id, outcome, { ...event.offboarding, steps });
		this.#tell({ type: 'stepFinished', outcome });
	}
}

function endOf(result: EngineResult, run: RunRecord, report: Report | null): RunEnd {
	if (result.status === 'finished') {
		const status = endStatus(run.steps, run.request.dryRun);
		return { status, message: waitsFor(run.steps), report };
	}
	if (result.status === 'cancelled') {
		const message = 'It was stopped. What was done by then stays done; the rest was not started.';
		return { status: 'cancelled', message, report };
	}
	return { status: result.status, message: result.message, report };
}

async function mustRead(read: OffboardParts['read'], id: string): Promise<RunRecord> {
	const run = await read(id);
	if (!run) throw new Error(`The run ${id} is not in the journal.`);
	return run;
}
