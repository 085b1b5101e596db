import type { Services } from '../services';
import { lockOutOf, outcomesOf, timingOf, type RunRecord } from '../../runner';

const DAYS = 30;
const DAY_MS = 86_400_000;

/** One day, and the offboardings that began on it, by UTC. */
export interface Day {
	/** `2026-11-26`. */
	readonly day: string;
	readonly completed: number;
	readonly exceptions: number;
}

/** How long it took from the start until somebody was locked out, if they were. */
export interface LockedOut {
	readonly run: string;
	readonly name: string;
	readonly startedAt: string;
	/** Null: all of it ended, and they were not locked out. */
	readonly seconds: number | null;
}

/** The last thirty days in numbers. */
export interface LastDays {
	/** The oldest first, days without any included. */
	readonly days: readonly Day[];
	/** Of the busiest day, at least 1. */
	readonly most: number;
	readonly total: number;
	readonly exceptions: number;
	/** There were more: only the latest are counted. */
	readonly isCut: boolean;
	/** Seconds; null where nobody was locked out. */
	readonly medianLockOut: number | null;
	/** Of every one that ended, whether it locked its person out or not; the oldest first. */
	readonly lockOuts: readonly LockedOut[];
	/** How many were locked out in time, of those that had an end of employment and a target that is over by now. */
	readonly inTime: { readonly met: number; readonly of: number };
}

/** More than this are not counted for a page that everybody sees first. */
const MOST = 500;

/** The offboardings of these tenants, rehearsed previews left out. */
export async function lastDaysOf(
	{ runner, now }: Pick<Services, 'runner' | 'now'>,
	tenantIds: readonly string[],
): Promise<LastDays> {
	const startedFrom = new Date(now().getTime() - (DAYS - 1) * DAY_MS).toISOString().slice(0, 10);
	// One more try of a step is no offboarding of its own.
	const isWhole = true as const;
	const wanted = { tenantIds, dryRun: false, isWhole, startedFrom, limit: MOST };
	const runs = tenantIds.length === 0 ? [] : await runner.runs(wanted);
	return { ...inNumbers(runs, now()), isCut: runs.length === MOST };
}

function inNumbers(runs: readonly RunRecord[], now: Date): Omit<LastDays, 'isCut'> {
	const ended = runs.filter(({ status }) => status === 'completed' || isException(status));
	const days = Array.from({ length: DAYS }, (_, at) => {
		const day = new Date(now.getTime() - (DAYS - 1 - at) * DAY_MS).toISOString().slice(0, 10);
		const own = ended.filter(({ startedAt }) => startedAt.startsWith(day));
		const exceptions = own.filter(({ status }) => isException(status)).length;
		return { day, completed: own.length - exceptions, exceptions };
	});
	const lockOuts = ended.map(lockedOut).reverse();
	const seconds = lockOuts.flatMap((one) => one.seconds ?? []).sort((one, other) => one - other);
	return {
		days,
		most: Math.max(1, ...days.map(({ completed, exceptions }) => completed + exceptions)),
		total: ended.length,
		exceptions: ended.filter(({ status }) => isException(status)).length,
		medianLockOut: seconds[Math.floor((seconds.length - 1) / 2)] ?? null,
		inTime: inTimeOf(ended, now),
		lockOuts,
	};
}

/** By the reckoning of the records, as of now: a target that was still ahead when a run ended may be missed since. */
function inTimeOf(ended: readonly RunRecord[], now: Date): LastDays['inTime'] {
	const targets = ended.flatMap(({ offboarding }) =>
		offboarding ? [timingOf(offboarding, now.toISOString()).target] : [],
	);
	const met = targets.filter((target) => target === 'met').length;
	return { met, of: met + targets.filter((target) => target === 'missed').length };
}

const isException = (status: RunRecord['status']): boolean =>
	status === 'completed_with_exceptions' || status === 'failed';

/** How long somebody's lock-out took, if they were locked out. */
export function lockedOut(run: RunRecord): LockedOut {
	const outcomes = new Map(outcomesOf(run).map((outcome) => [outcome.key, outcome]));
	const seconds = lockOutOf(outcomes, run.startedAt, true)?.seconds ?? null;
	const name = run.offboarding?.employee.displayName ?? run.request.user;
	return { run: run.id, name, startedAt: run.startedAt, seconds };
}
