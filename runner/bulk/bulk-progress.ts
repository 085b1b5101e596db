import type { RunProgress } from '../execution/progress';
import type { RunRecord } from '../journal/run-record';

/** What a surface may show while a list is worked off. Positions are those on the list, 0 for the first. */
export type BulkProgress =
	| { readonly type: 'begun'; readonly id: string; readonly users: readonly string[] }
	| { readonly type: 'run'; readonly position: number; readonly progress: RunProgress }
	/** Their run has ended, or somebody else works on it. */
	| { readonly type: 'ended'; readonly position: number; readonly run: RunRecord };

export type BulkListener = (progress: BulkProgress) => void;
