import type {
	Admission,
	EffectJournal,
	Intent,
	IntentEnd,
	SendRefusal,
	StopCode,
	Throttling,
} from '../../nodes/shared/graph/effectJournal';
import type { Db } from '../database/db';
import { elapsed } from '../execution/heartbeat';
import type { Limiter } from '../execution/limiter';
import { REFUSALS, TIME_IS_UP } from '../execution/send-refusals';
import { between } from '../journal/fail-point';
import { LEASE_MS } from '../journal/leases';
import { settleUndoEffects, writeUndoIntents } from './undo-effects';
import { renewUndo } from './end-undo';
import type { HeldUndo } from './held-undo';

const HEARTBEAT_MS = 2_500;
/** Nothing is sent when less than this is left: somebody else may be about to take it over. */
const MARGIN_MS = 2_000;

const OFFBOARDED: SendRefusal = {
	code: 'RunCancelled',
	message: 'The person is being offboarded anew, so nothing more is undone beside it.',
};

/** An undo under way in this process: where its writes leave a trace, and the lease it lives by. */
export class LiveUndo implements EffectJournal {
	readonly #db: Db;
	readonly #held: HeldUndo;
	readonly #limiter: Limiter;
	readonly #tenant: string;
	readonly #controller = new AbortController();
	readonly #timer: NodeJS.Timeout;
	#renewedAt = elapsed();
	#refusal: SendRefusal | null = null;
	/** What the journal threw, or null. */
	failure: Error | null = null;

	constructor(db: Db, held: HeldUndo, limiter: Limiter, tenant: string) {
		this.#db = db;
		this.#held = held;
		this.#limiter = limiter;
		this.#tenant = tenant;
		this.#timer = setInterval(() => void this.#renew(), HEARTBEAT_MS);
	}

	get stopped(): AbortSignal {
		return this.#controller.signal;
	}

	/** Nothing more is sent from here on. The first reason counts. */
	stop(code: StopCode): void {
		this.#stopFor(REFUSALS[code]);
	}

	/** True once what is said of the rest is not to be trusted: it goes on later, or elsewhere. */
	get isCutShort(): boolean {
		return this.#refusal !== null && this.#refusal !== OFFBOARDED;
	}

	close(): void {
		clearInterval(this.#timer);
	}

	refusal(): SendRefusal | null {
		return this.#refusal;
	}

	async admit(request: Admission): Promise<SendRefusal | null> {
		const ask = { request, isLockOut: false, stopped: this.stopped };
		const admitted = await this.#limiter.admit(this.#tenant, ask);
		const refusal = await this.#mayGoOn();
		// Let in and not sent after all: the place is free again.
		if (refusal !== null) await this.#limiter.answered(this.#tenant, request, []);
		return refusal ?? (admitted === 'late' ? TIME_IS_UP : null);
	}

	async answered(request: Admission, answers: readonly Throttling[]): Promise<void> {
		await this.#limiter.answered(this.#tenant, request, answers);
	}

	async intend(intents: readonly Intent[]): Promise<readonly number[] | SendRefusal> {
		const refusal = await this.#mayGoOn();
		if (refusal !== null) return refusal;
		const writes = intents.map(({ method, path }) => `${method} ${path}`).join(', ');
		const written = await this.#kept(() =>
			between(`undo intent ${writes}`, () => writeUndoIntents(this.#db, this.#held, intents)),
		);
		if (written !== 'offboarding') return written;
		this.#stopFor(OFFBOARDED);
		return OFFBOARDED;
	}

	async settle(ends: readonly IntentEnd[]): Promise<void> {
		await this.#kept(() =>
			between('undo settle', () => settleUndoEffects(this.#db, this.#held, ends)),
		);
	}

	/** Asked after every wait: a frozen process wakes up here. */
	async #mayGoOn(): Promise<SendRefusal | null> {
		if (this.#refusal === null && this.#leftMs() < MARGIN_MS) await this.#renew();
		if (this.#refusal === null && this.#leftMs() < MARGIN_MS) this.stop('LeaseLost');
		return this.#refusal;
	}

	async #renew(): Promise<void> {
		const asked = elapsed();
		try {
			if (await renewUndo(this.#db, this.#held)) this.#renewedAt = asked;
			else this.stop('LeaseLost');
		} catch {
			if (this.#leftMs() < MARGIN_MS) this.stop('LeaseLost');
		}
	}

	#leftMs(): number {
		return LEASE_MS - (elapsed() - this.#renewedAt);
	}

	#stopFor(refusal: SendRefusal): void {
		if (this.#refusal !== null) return;
		this.#refusal = refusal;
		this.#controller.abort();
	}

	/** Asks the journal something; where it throws, the undo ends here, to go on later. */
	async #kept<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
		try {
			return await ask();
		} catch (error) {
			this.failure ??= error instanceof Error ? error : new Error(String(error));
			this.stop('JournalLost');
			throw error;
		}
	}
}
