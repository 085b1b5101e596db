import type { MiddlewareOptions } from '../../vendor/microsoft';
import type { EffectClass } from '../effect';
import type { Counted, SendRefusal } from '../effectJournal';
import type { RawAnswer } from '../explain';

/** Why no answer came. `sent` decides whether the work may have been done. */
export interface NetworkFailure {
	readonly code: string;
	readonly sent: boolean;
}

/**
 * What travels with one request through the middleware chain: how it may be treated on the way down, what became of it
 * on the way up. The SDK wraps whatever a middleware throws, so outcomes are noted here instead.
 */
export class CallControl implements MiddlewareOptions {
	answer: RawAnswer | null = null;
	networkFailure: NetworkFailure | null = null;
	/** Why no token could be had; then nothing was sent. */
	tokenFailure: Error | null = null;
	/**
	 * True once a send of a write ended so that it may have been done. A sign-in that breaks before the next one must
	 * not hide that.
	 */
	leftOpen = false;
	/** Why the run may send nothing more; then this request was not sent again. */
	stopped: SendRefusal | null = null;
	attempts = 0;
	retryAfterMs: number | null = null;
	/** No wait goes beyond this moment. */
	deadline: Date | null = null;
	/** Application permissions that would do. */
	permissions: readonly string[] = [];
	/** How to wait for a consent that an admin may be giving at this moment; null: not at all. */
	pauseForConsent: ((milliseconds: number) => Promise<void>) | null = null;

	constructor(
		readonly effect: EffectClass,
		readonly timeoutMs: number,
		/** Path and query for the record. */
		readonly address: string,
		/** The members, for a `$batch`. */
		readonly members: readonly Counted[] | null = null,
		/** Is a success the one that Graph documents for this request? */
		readonly isDone: (answer: RawAnswer) => boolean = () => true,
	) {}
}
