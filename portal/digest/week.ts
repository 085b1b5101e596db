import { localTime, parseWallTime, resolveWallTime } from '../../runner';

const DAY_MS = 24 * 3_600_000;
/** So long after its moment a week is still told of: a portal that was down makes up for it, and does not on a Sunday. */
const MADE_UP_FOR_MS = 3 * DAY_MS;

/** A week, as it is told of on the Monday after it. */
export interface Week {
	/** That Monday, by which it is known: `2026-11-30`. */
	readonly monday: string;
	/** Seven o'clock of it, ISO 8601 UTC. */
	readonly at: string;
	/** Seven days before. */
	readonly from: string;
	/** Seven days after. */
	readonly until: string;
	readonly zone: string;
}

/** The last week that has come to its Monday at seven on the clocks of a zone. */
export function lastWeek(now: Date, zone: string): Week {
	const today = Date.parse(`${localTime(now.toISOString(), zone).slice(0, 10)}T00:00:00Z`);
	// 1970 began on a Thursday.
	const thisMonday = today - ((((today / DAY_MS + 3) % 7) + 7) % 7) * DAY_MS;
	const [week, before] = [0, 1].map((ago) => weekOf(thisMonday - ago * 7 * DAY_MS, zone));
	if (!week || !before) throw new Error('There is no such week.');
	return week.at <= now.toISOString() ? week : before;
}

function weekOf(mondayMs: number, zone: string): Week {
	const day = (days: number) => new Date(mondayMs + days * DAY_MS).toISOString().slice(0, 10);
	const sevenOf = (days: number) =>
		new Date(resolveWallTime(parseWallTime(`${day(days)}T07:00`), zone).instant).toISOString();
	return { monday: day(0), at: sevenOf(0), from: sevenOf(-7), until: sevenOf(7), zone };
}

/** Whether it is told of now, and not too late. */
export const isTold = ({ at }: Week, now: Date): boolean =>
	now.getTime() - Date.parse(at) < MADE_UP_FOR_MS;
