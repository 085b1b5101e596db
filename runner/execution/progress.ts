import type { Offboarding } from '../../nodes/shared/step/offboarding';
import type { StepOutcome } from '../../nodes/shared/step/outcome';

/** What a surface may show while a run goes on. Each one is in the journal already. */
export type RunProgress =
	| { readonly type: 'started'; readonly id: string; readonly at: string }
	| { readonly type: 'resumed'; readonly id: string; readonly at: string }
	| { readonly type: 'lookedUp'; readonly offboarding: Offboarding }
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
