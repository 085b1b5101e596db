import type { EngineEvent } from '../engine/events';
import type { Offboarding } from '../../nodes/shared/step/offboarding';
import { ActiveRunError, UndoUnderWayError } from '../journal/active-run';
import { LastAdministratorError } from '../journal/leaving-administrators';
import type { HeldRun } from '../journal/held-run';
import { between, failPoint } from '../journal/fail-point';
import type { Journal } from '../journal/journal';
import type { Report } from '../journal/run-record';
import { STEPS, type StepKey } from '../../nodes/shared/step/vocabulary';
import type { ProgressListener } from './progress';
import { OtherPersonError } from './same-person';
import { OtherSightError } from './sight';
import { recordOutcome } from './record-step';

/** Waits before a step that must not start yet; throws where it must not start at all. */
export type BeforeStep = (key: StepKey, offboarding: Offboarding) => Promise<void>;

/** Somebody on a list waits here for everybody's lock-out. */
const FIRST_AFTER_THE_WAVE: StepKey = 'removeMfaMethods';

/** Writes each event of the engine down, files the PDF, and only then tells the watcher. */
export class Recording {
	readonly #journal: Journal;
	readonly #held: HeldRun;
	readonly #folder: () => Promise<string>;
	readonly #broken: () => Error | null;
	readonly #tell: ProgressListener;
	readonly #beforeStep: BeforeStep;
	readonly #kept: (offboarding: Offboarding) => Offboarding;
	readonly #inOneGo: boolean;
	#offboarding: Offboarding | null = null;
	#current: StepKey | null = null;
	/** Written down as begun already. */
	#begun: StepKey | null = null;
	#failure: Error | null = null;
	report: Report | null = null;

	constructor(
		journal: Journal,
		held: HeldRun,
		options: {
			/** Where the PDF goes, asked for when there is one. */
			readonly folder: () => Promise<string>;
			/** Why what steps say is not to be trusted any more, or null. */
			readonly broken: () => Error | null;
			readonly tell: ProgressListener;
			readonly beforeStep: BeforeStep;
			/** What of an offboarding is written down. */
			readonly kept: (offboarding: Offboarding) => Offboarding;
			/** Nothing of it was done before: each step follows on the one before it. */
			readonly inOneGo: boolean;
		},
	) {
		this.#journal = journal;
		this.#held = held;
		this.#folder = options.folder;
		this.#broken = options.broken;
		this.#tell = options.tell;
		this.#beforeStep = options.beforeStep;
		this.#kept = options.kept;
		this.#inOneGo = options.inOneGo;
	}

	async note(event: EngineEvent): Promise<void> {
		try {
			const broken = this.#broken();
			if (broken) throw broken;
			await between(nameOf(event), () => this.#write(event));
		} catch (error) {
			this.#failure = error instanceof Error ? error : new Error(String(error));
			throw error;
		}
	}

	/** The other run of the same employee, when that is what stopped this one. */
	get refusedFor(): ActiveRunError | null {
		return this.#failure instanceof ActiveRunError ? this.#failure : null;
	}

	/** Why the run was refused before anything was changed, or null. */
	get refusal(): Error | null {
		const refusals = [
			...[ActiveRunError, UndoUnderWayError, LastAdministratorError, OtherSightError],
			OtherPersonError,
		];
		return refusals.some((one) => this.#failure instanceof one) ? this.#failure : null;
	}

	/**
	 * The engine reports a journal that can not be written as a failed run; the cause is worth more. The run is not
	 * closed: it goes on when it can be written down again.
	 */
	rethrow(): void {
		if (this.#failure !== null && this.refusal === null) throw this.#failure;
	}

	async #write(event: EngineEvent): Promise<void> {
		if (event.type === 'lookUpStarted') return;
		if (event.type === 'lookedUp') {
			this.#offboarding = event.offboarding;
			await this.#journal.lookedUp(this.#held, this.#kept(event.offboarding));
			this.#tell(event);
		} else if (event.type === 'stepStarted') {
			if (this.#offboarding) await this.#beforeStep(event.key, this.#offboarding);
			if (this.#begun !== event.key) {
				await this.#journal.stepStarted(this.#held, event.key, event.at);
			}
			this.#current = event.key;
			this.#tell(event);
		} else {
			await this.#finishStep(event);
		}
	}

	async #finishStep(event: Extract<EngineEvent, { type: 'stepFinished' }>): Promise<void> {
		const place = { id: this.#held.id, folder: this.#folder };
		const { outcome, report } = await recordOutcome(event, place);
		this.report = report ?? this.report;
		if (report) failPoint('after the record is on the disk');
		const steps = event.offboarding.steps.map((step) => (step === event.outcome ? outcome : step));
		const offboarding = this.#kept({ ...event.offboarding, steps });
		this.#begun = outcome.key === this.#current ? this.#nextAtOnce(outcome.key) : null;
		await this.#journal.stepFinished(this.#held, outcome, offboarding, this.#begun);
		this.#tell({ type: 'stepFinished', outcome });
	}

	/** The step that nothing stands before: it begins as the one before it ends, and is written down with it. */
	#nextAtOnce(key: StepKey): StepKey | null {
		if (!this.#inOneGo) return null;
		const next = STEPS[STEPS.findIndex((step) => step.key === key) + 1]?.key ?? null;
		return next === FIRST_AFTER_THE_WAVE ? null : next;
	}
}

/** How a place where a crash must do no harm is called. */
function nameOf(event: EngineEvent): string {
	if (event.type === 'stepStarted') return `stepStarted ${event.key}`;
	return event.type === 'stepFinished' ? `stepFinished ${event.outcome.key}` : event.type;
}
