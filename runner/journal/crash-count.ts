import { databaseNow } from '../database/concurrency';
import type { Queries } from '../database/db';
import type { RunRow } from '../database/schema';
import { appendEvent } from './run-event';

/** So often may a process die while it works on a run, without a step having ended in between. */
export const MOST_CRASHES = 3;
/** What kills late is never caught in the act: so often, and it is set aside all the same. */
const MOST_UNSEEN = 12;
/**
 * How long a run that killed before is watched without another of its kind beside it, milliseconds. What kills does so
 * early; and after a night of crashes every run is of that kind, and they must not go one after the other.
 */
export const WATCH_MS = 3_000;
/**
 * How long it is left alone then, minutes, and after each further time. Never for good: whatever kills its process, the
 * person must not keep their access because nobody looked.
 */
const PAUSES_MIN = [1, 2, 5, 15] as const;

/**
 * How often in a row a process died over a run, the owner included who did not give the run back. It begins anew with
 * every step that ends: what gets on is not what kills.
 */
export function crashesOf(run: Pick<RunRow, 'crash_count' | 'lease_owner'>, next: string): number {
	const leftBehind = run.lease_owner !== null && run.lease_owner !== next;
	return run.crash_count + (leftBehind ? 1 : 0);
}

/** How long what killed so often is left alone, minutes. */
export const pauseAfter = (crashes: number): number =>
	PAUSES_MIN[Math.min(crashes - MOST_CRASHES, PAUSES_MIN.length - 1)] ?? 0;

/** Nobody takes such a run by themselves for now: it might be what kills. */
export const isSetAside = (run: Pick<RunRow, 'crash_count' | 'wait_until'>, now: string): boolean =>
	run.crash_count >= MOST_CRASHES && (run.wait_until ?? '') > now;

/**
 * Whether a run that was taken so often has to be set aside, and was not for that yet. Many runs are under way when a
 * process dies: to blame is the one that was being watched.
 *
 * @param aliveAt when its owner was heard of last, ISO 8601 UTC
 */
export function mustBeSetAside(
	run: Pick<RunRow, 'crash_count' | 'watched_until'>,
	crashes: number,
	aliveAt: string,
): boolean {
	if (crashes < MOST_CRASHES || crashes <= run.crash_count) return false;
	return aliveAt < (run.watched_until ?? '') || crashes >= MOST_UNSEEN;
}

/** One more time, and it is set aside: such a run is worked on without another of its kind. */
export const isSuspect = (crashes: number): boolean => crashes >= MOST_CRASHES - 1;

/** Puts a run aside for a while, or until a person takes it on again, and says so where it is shown. */
export async function setAside(tx: Queries, id: string, crashes: number): Promise<void> {
	const now = await databaseNow(tx);
	const minutes = pauseAfter(crashes);
	const until = new Date(now.getTime() + minutes * 60_000).toISOString();
	const message = `${crashes} times in a row the process ended that worked on it, and no step got on. It is tried again in ${minutes} min (at ${until}), without another such run beside it. Find out why meanwhile (memory, crash reports): offboardiq resume ${id} goes on with it at once, offboardiq runs cancel ${id} closes it.`;
	await tx
		.updateTable('run')
		.set({
			...{ status: 'waiting', message, crash_count: crashes, wait_until: until },
			...{ finished_at: now.toISOString(), lease_owner: null, lease_until: null },
		})
		.where('id', '=', id)
		.execute();
	await appendEvent(tx, id, 'runFinished', { status: 'waiting', message, report: null });
}
