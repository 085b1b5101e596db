import type { PeopleCounts } from './person';

/** How a sync ended. `stopped`: too many people would have vanished, so that nobody was removed. */
export type SyncStatus = 'completed' | 'stopped' | 'failed';

/** What one sync did. The shape of the command line's `--json`. */
export interface SyncResult {
	readonly tenantId: string;
	readonly scope: 'tenant' | 'group';
	/** Object id of the group; null for the whole tenant. */
	readonly group: string | null;
	readonly status: SyncStatus;
	/** True when everybody was listed, false when only what changed since the last time was. */
	readonly full: boolean;
	/** Everybody in the list afterwards. */
	readonly people: PeopleCounts;
	/** Of the whole pass, also where an earlier sync began it. */
	readonly added: number;
	readonly updated: number;
	readonly removed: number;
	readonly pages: number;
	/** When this sync began and ended, ISO 8601 UTC. */
	readonly startedAt: string;
	readonly finishedAt: string;
	/** One line for people when there is something to say; always when it is not `completed`. */
	readonly message: string | null;
	/** True for the people of a sandbox tenant. */
	readonly simulated: boolean;
}

/** What a surface may show while a sync goes on. What it tells is in the database already. */
export interface SyncProgress {
	readonly full: boolean;
	/** Pages written, of the whole pass. */
	readonly pages: number;
	/** Rows that came in this sync; somebody may be in more than one. */
	readonly people: number;
}

export type SyncListener = (progress: SyncProgress) => void;
