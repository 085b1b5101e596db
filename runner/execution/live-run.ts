import type {
	Admission,
	Intent,
	IntentEnd,
	SendRefusal,
	StopCode,
} from '../../nodes/shared/graph/effectJournal';
import { ASKED_TO_WAIT, type Wait } from '../../nodes/shared/graph/wait';
import type { AuditCheckpoint } from '../../nodes/shared/step/auditCheckpoint';
import type { Offboarding } from '../../nodes/shared/step/offboarding';
import type { OnlySteps } from '../../nodes/shared/step/onlySteps';
import type { FirstLook, RunJournal, StepJournal } from '../../nodes/shared/step/stepJournal';
import { stepNamed, type StepKey } from '../../nodes/shared/step/vocabulary';
import { lastCheckpointOf } from '../audit/sign-checkpoint';
import type { Db } from '../database/db';
import { claimDevice, sentTo, settleClaim } from '../journal/device-claims';
import { lastWrite, settleEffects, writeIntents, type KeptEffect } from '../journal/effects';
import type { HeldRun } from '../journal/held-run';
import { between } from '../journal/fail-point';
import { serviceOf } from '../limits/charges';
import { giveBackLease } from './give-back';
import { LeaseKeeper } from './lease-keeper';
import type { Limiter } from './limiter';
import { REFUSALS, TIME_IS_UP } from './send-refusals';

/** Whoever is let in sooner has not waited. */
const TOLD_AFTER_MS = 1_000;

/** What a run under way is made of. */
export interface LiveRunParts {
	readonly db: Db;
	readonly held: HeldRun;
	/** The tenant as the connection names it: what limits are kept under, from the first request on. */
	readonly tenant: string;
	readonly limiter: Limiter;
	/** Told when a wait begins; the key is null for the look-up. */
	readonly onWait: (key: StepKey | null, wait: Wait) => void;
	/** The offboarding as it stood when it was interrupted; null for one that begins. */
	readonly resumed: Offboarding | null;
	/** The steps that are tried; null: all of them. */
	readonly only?: OnlySteps | null;
	/** See `firstLookOf`. */
	readonly firstLook?: FirstLook | null;
	/** What was written down before the interruption. */
	readonly effects: readonly KeptEffect[];
}

/**
 * A run under way in this process: the journal that its nodes find, the lease it lives by, and the switch that stops it
 * before its next request.
 */
export class LiveRun implements RunJournal {
	readonly resumed: Offboarding | null;
	readonly only: OnlySteps | null;
	/** Why nobody could be looked up for now, or null. */
	unanswered: string | null = null;
	readonly #parts: LiveRunParts;
	readonly #lease: LeaseKeeper;
	readonly #controller = new AbortController();
	readonly #abandoned = new AbortController();
	#refusal: (typeof REFUSALS)[StopCode] | null = null;
	#failure: Error | null = null;

	constructor(parts: LiveRunParts) {
		this.#parts = parts;
		this.resumed = parts.resumed;
		this.only = parts.only ?? null;
		this.#lease = new LeaseKeeper(parts.db, parts.held, {
			lost: () => this.stop('LeaseLost'),
			cancelRequested: () => this.stop('RunCancelled'),
		});
	}

	/** Aborted once nothing more may be sent. */
	get stopped(): AbortSignal {
		return this.#controller.signal;
	}

	/** Aborted once the workflow itself shall end after the step under way: somebody else goes on with the run. */
	get abandoned(): AbortSignal {
		return this.#abandoned.signal;
	}

	/** Why the run was stopped, or null. */
	get stopCode(): StopCode | null {
		return this.#refusal?.code ?? null;
	}

	/**
	 * What the journal threw in the middle of a step, or null. A step takes it for a failure of its own and makes an
	 * outcome of it; nothing of that is true, so nothing more is written down once this is set.
	 */
	get failure(): Error | null {
		return this.#failure;
	}

	/** Nothing more is sent from here on. The first reason counts, unless it lets the run go on to its end. */
	stop(code: StopCode): void {
		if (this.#refusal !== null && (code === 'RunCancelled' || code === 'RunPaused')) return;
		this.#refusal = REFUSALS[code];
		this.#controller.abort();
		// A run that is cancelled goes through its last steps, which say so, and gets its record.
		if (code !== 'RunCancelled') this.#abandoned.abort();
	}

	/** Ends the heartbeat. @param giveBack true for a run that goes on later */
	async close(giveBack: boolean): Promise<void> {
		this.#lease.stop();
		if (giveBack) await giveBackLease(this.#parts.db, this.#parts.held);
	}

	forStep(key: StepKey | null): StepJournal {
		const { db, held, effects, limiter, tenant, firstLook = null } = this.#parts;
		const mine = effects.filter(({ stepKey }) => stepKey === key);
		return {
			stopped: this.stopped,
			earlier: mine,
			firstLook,
			refusal: () => this.#refusal,
			admit: (request) => this.#kept(() => this.#admit(request, key)),
			onWait: (wait) => this.#parts.onWait(key, wait),
			answered: (request, answers) => limiter.answered(tenant, request, answers),
			intend: (intents) => this.#kept(() => this.#intend(key, intents)),
			settle: (ends: readonly IntentEnd[]) =>
				this.#kept(() => between(`settle ${key}`, () => settleEffects(db, held, ends))),
			sentTo: (deviceId) => this.#kept(() => sentTo(db, held, deviceId)),
			lastWrite: (write, withinMs) => this.#kept(() => lastWrite(db, held, write, withinMs)),
			claimDevice: (deviceId, action) =>
				this.#kept(() => between('claim', () => claimDevice(db, held, deviceId, action))),
			settleDevice: (deviceId, state, requestId) =>
				this.#kept(() =>
					between('settle claim', () => settleClaim(db, held, deviceId, state, requestId)),
				),
		};
	}

	notNow(reason: string): void {
		this.unanswered = reason;
	}

	async auditCheckpoint(): Promise<AuditCheckpoint | null> {
		const { db, held } = this.#parts;
		return await this.#kept(() => lastCheckpointOf(db, held.id));
	}

	/** Asks the journal something; where it throws, the run ends here, to go on later. */
	async #kept<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
		try {
			return await ask();
		} catch (error) {
			this.#failure ??= error instanceof Error ? error : new Error(String(error));
			this.stop('JournalLost');
			throw error;
		}
	}

	async #admit(request: Admission, key: StepKey | null): Promise<SendRefusal | null> {
		const { limiter, tenant } = this.#parts;
		const ask = { request, isLockOut: isLockOut(key), stopped: this.stopped };
		const telling = setTimeout(() => this.#tellPause(request, key), TOLD_AFTER_MS);
		const admitted = await limiter.admit(tenant, ask).finally(() => clearTimeout(telling));
		const refusal = await this.#mayGoOn();
		// Let in and not sent after all: the place is free again.
		if (refusal !== null) await limiter.answered(tenant, request, []);
		return refusal ?? (admitted === 'late' ? TIME_IS_UP : null);
	}

	/** Another request was told to wait, perhaps of another run: this one waits along with it. */
	#tellPause(request: Admission, key: StepKey | null): void {
		const { limiter, tenant, onWait } = this.#parts;
		const until = limiter.pausedUntil(tenant, request);
		if (until === null) return;
		// Of a `$batch` the members count.
		const { path } = request.counted.find((one) => serviceOf(one) !== null) ?? request;
		onWait(key, { untilIso: until.toISOString(), why: ASKED_TO_WAIT, path });
	}

	async #intend(
		key: StepKey | null,
		intents: readonly Intent[],
	): Promise<readonly number[] | SendRefusal> {
		const refusal = await this.#mayGoOn();
		if (refusal !== null) return refusal;
		if (key === null) throw new Error('The look-up tried to write.');
		const { db, held } = this.#parts;
		const writes = intents.map(({ method, path }) => `${method} ${path}`).join(', ');
		return await between(`intent ${key} ${writes}`, () => writeIntents(db, held, key, intents));
	}

	/** Asked after every wait: a frozen process wakes up here. */
	async #mayGoOn(): Promise<SendRefusal | null> {
		if (this.#refusal === null && !(await this.#lease.isHeld())) this.stop('LeaseLost');
		return this.#refusal;
	}
}

/** The look-up and the three steps that lock somebody out. */
function isLockOut(key: StepKey | null): boolean {
	return key === null || stepNamed(key).phase === 'Lock out';
}
