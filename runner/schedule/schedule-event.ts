import type { Addendum } from '../../nodes/shared/record/addendum/addendum';
import type { SyncResult } from '../directory/result';
import type { RunProgress } from '../execution/progress';
import type { RunRecord } from '../journal/run-record';
import type { Schedule } from './schedule-record';

/** What a scheduler tells whoever watches. Each one is in the database already. */
export type ScheduleEvent =
	/** Its time has come and it has a run of its own. */
	| { readonly type: 'fired'; readonly schedule: Schedule; readonly lateMs: number }
	/** A person has to say whether it shall still happen. */
	| { readonly type: 'needsConfirmation'; readonly schedule: Schedule }
	| { readonly type: 'progress'; readonly runId: string; readonly progress: RunProgress }
	/** A run ended, or waits. */
	| { readonly type: 'ended'; readonly run: RunRecord }
	/** This process was silent for too long, and another one goes on with it. */
	| { readonly type: 'takenOver'; readonly runId: string }
	/** Nothing is started, in one tenant or in all (null), and why. Told once for each reason. */
	| { readonly type: 'held'; readonly tenantId: string | null; readonly reason: string }
	/** What was held goes on. */
	| { readonly type: 'released'; readonly tenantId: string | null }
	/** A list of people was brought up to date, as far as the result says. */
	| { readonly type: 'synced'; readonly result: SyncResult }
	/** One was not, and why; `again`: it is tried again in so many milliseconds, null: in the next night. */
	| {
			readonly type: 'notSynced';
			readonly tenantId: string;
			readonly group: string | null;
			readonly reason: string;
			readonly again: number | null;
	  }
	/** A run was looked at again some time after its end. */
	| { readonly type: 'rechecked'; readonly runId: string; readonly addendum: Addendum }
	/** Something of ours went wrong. It is tried again. */
	| { readonly type: 'trouble'; readonly what: string; readonly reason: string };

export type ScheduleListener = (event: ScheduleEvent) => void;

/** A watcher that breaks must not be able to stop what is due. */
export function unbreakable(listener: ScheduleListener): ScheduleListener {
	return (event) => {
		try {
			listener(event);
		} catch {
			// The database has it.
		}
	};
}
