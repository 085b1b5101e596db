import type { EffectClass } from './effect';
import type { Wait } from './wait';

/** What a request is about, for the record: what a person recognises it by, and its id in Graph. */
export interface About {
	/** Comes from the tenant: data, never markup. */
	readonly target: string;
	readonly targetId: string | null;
}

/** A write as it is meant, before it is sent. Holds no body: a password is in one of them. */
export interface Intent {
	readonly effect: EffectClass;
	readonly method: string;
	/** Version, path and query without host. */
	readonly path: string;
	readonly about: About | null;
}

/**
 * What became of a write: `done` (Graph accepted it), `refused` (definitely not done), `open` (sent, and nobody knows).
 */
export type IntentState = 'done' | 'refused' | 'open';

/** The end of a write that `intend` gave this id. */
export interface IntentEnd {
	readonly id: number;
	readonly state: IntentState;
	readonly status: number | null;
	readonly requestId: string | null;
	/** How often it was sent. */
	readonly attempts: number;
}

/** A request that is about to be put on the wire, reads included. */
export interface Admission {
	readonly method: string;
	/** Version, path and query without host. */
	readonly path: string;
	readonly effect: EffectClass;
	/** How long its answer may take, milliseconds. */
	readonly timeoutMs: number;
	/** What the service will count: the members of a `$batch`, or the request itself. */
	readonly counted: readonly Counted[];
	/** Not to be sent after this moment any more; left out or null: whenever it may. */
	readonly deadline?: Date | null;
}

/** One request as Microsoft's limits count it. */
export interface Counted {
	readonly method: string;
	/** Version, path and query without host. */
	readonly path: string;
}

/** What the service said to one counted request, as far as limits are concerned. */
export interface Throttling extends Counted {
	/** Null where no answer came. */
	readonly status: number | null;
	/** What `Retry-After` asked for, milliseconds; null where it said nothing that can be used. */
	readonly retryAfterMs: number | null;
	/** `x-ms-throttle-limit-percentage`: how much of a limit is used, from 0.8; null where it was not said. */
	readonly used: number | null;
}

/**
 * Why a request may not be sent: its run was stopped, or its own deadline has passed while it waited for its turn. The
 * code travels in the outcome; the message is for people.
 */
export interface SendRefusal {
	readonly code: StopCode | 'TimeIsUp';
	readonly message: string;
}

/**
 * `RunCancelled`: somebody stopped the run. `RunPaused`: the process ends, and another goes on. `LeaseLost`: another
 * runner has taken the run over, so this one must not touch the tenant any more. `JournalLost`: the journal could not be
 * written or read, so that nothing can be said of the step under way.
 */
export type StopCode = 'RunCancelled' | 'RunPaused' | 'LeaseLost' | 'JournalLost';

const STOP_CODES: ReadonlySet<string> = new Set<StopCode>([
	'RunCancelled',
	'RunPaused',
	'LeaseLost',
	'JournalLost',
]);

/** True for the code of a request that was not sent because its run was stopped. */
export function isStopCode(code: string | null): boolean {
	return code !== null && STOP_CODES.has(code);
}

/**
 * Where the transport leaves a trace of every write, and asks whether it may go on. The hosted runner has one for each
 * step of each run; a self-hosted n8n has none, and the steps work without.
 */
export interface EffectJournal {
	/** Aborted as soon as nothing more may be sent: waits end early. */
	readonly stopped: AbortSignal;
	/** Why nothing more may be sent, or null. */
	refusal(): SendRefusal | null;
	/** Waits until the request may be sent, as far as limits go. @returns why it may not be sent at all, or null */
	admit(request: Admission): Promise<SendRefusal | null>;
	/**
	 * Told after each request that was admitted, whatever became of it: how busy the service is, and how long nobody may
	 * ask it anything. Resolves once a pause is on the disk.
	 */
	answered(request: Admission, answers: readonly Throttling[]): Promise<void>;
	/**
	 * Writes down what is about to be sent. When it resolves, that is on the disk.
	 *
	 * @returns an id for each, in order; or why nothing may be sent
	 * @throws when it could not be written down: then nothing may be sent either
	 */
	intend(intents: readonly Intent[]): Promise<readonly number[] | SendRefusal>;
	/** Told when a wait of a second or more begins. Must not throw. */
	onWait?(wait: Wait): void;
	/** Writes down what became of them. */
	settle(ends: readonly IntentEnd[]): Promise<void>;
}
