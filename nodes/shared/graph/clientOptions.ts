import type { Clock } from './clock';
import type { EffectJournal } from './effectJournal';
import type { RetryLimits } from './middleware/retry';

/** How a client behaves; everything has a default. */
export interface GraphClientOptions {
	readonly clock?: Clock;
	/** Milliseconds until a write counts as lost. A read waits half as long: nothing is lost with it. */
	readonly timeoutMs?: number;
	readonly retry?: RetryLimits;
	/** Refuses, before it is sent, everything that is not a read: what a dry run works with. */
	readonly readOnly?: boolean;
	/** Where writes leave a trace, and which may stop the run; a self-hosted n8n has none. */
	readonly journal?: EffectJournal | null;
}
