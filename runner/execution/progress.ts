import type { Offboarding } from '../../nodes/shared/step/offboarding';
import type { Service } from '../limits/published';
import type { StepOutcome } from '../../nodes/shared/step/outcome';

/** What a run waits for. */
export interface RunWait {
	/** The step; null for the look-up. */
	readonly key: StepOutcome['key'] | null;
	/** ISO 8601 UTC. */
	readonly untilIso: string;
	/** For people, without the time. */
	readonly why: string;
	/** Which of Microsoft's services; null where it is none in particular. */
	readonly service: Service | null;
}

/** What a surface may show while a run goes on. Each one but a wait is in the journal already. */
export type RunProgress =
	| { readonly type: 'started'; readonly id: string; readonly at: string }
	| { readonly type: 'resumed'; readonly id: string; readonly at: string }
	| { readonly type: 'lookedUp'; readonly offboarding: Offboarding }
	/** A wait of a second or more has begun. */
	| { readonly type: 'waiting'; readonly wait: RunWait }
	| { readonly type: 'stepStarted'; readonly key: StepOutcome['key']; readonly at: string }
	| { readonly type: 'stepFinished'; readonly outcome: StepOutcome };

export type ProgressListener = (progress: RunProgress) => void;

/** A watcher that breaks must not be able to stop a lock-out. */
export function unbreakable(listener: ProgressListener): ProgressListener {
	return (progress) => {
		try {
			listener(progress);
		} catch {
			// The journal has it; whoever watched can read it there.
		}
	};
}
