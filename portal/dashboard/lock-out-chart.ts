import type { LockedOut } from './last-days';

/** From the start until locked out, seconds. Four requests to Microsoft one after the other take a few. */
export const TARGET_SECONDS = 60;
/** More dots would be a smear. */
const MOST_DOTS = 60;

/** One person in the chart. */
export interface Dot {
	readonly x: number;
	readonly y: number;
	readonly isOver: boolean;
}

/** The chart in the units of its own box; the scale is logarithmic, because one slow tenant would flatten all others. */
export interface LockOutChart {
	readonly width: number;
	readonly dots: readonly Dot[];
	/** Lines across: `10 s` and where. */
	readonly ticks: readonly { readonly says: string; readonly y: number }[];
	readonly targetY: number;
	readonly target: number;
	/** How many of all were within the target. */
	readonly met: number;
	readonly of: number;
	/** The slowest of those over it, at most three. */
	readonly over: readonly LockedOut[];
	/** What the table lists: the newest first. */
	readonly listed: readonly LockedOut[];
}

const [LEFT, TOP, BOTTOM] = [46, 12, 130];

/** @param lockOuts the oldest first @returns null where nobody was locked out */
export function lockOutChart(lockOuts: readonly LockedOut[], width: number): LockOutChart | null {
	if (lockOuts.length === 0) return null;
	const shown = lockOuts.slice(-MOST_DOTS);
	const highest = Math.max(100, ...shown.map(({ seconds }) => seconds));
	const decades = Math.ceil(Math.log10(highest));
	const y = (seconds: number) =>
		BOTTOM - (Math.log10(Math.max(1, seconds)) / decades) * (BOTTOM - TOP);
	const step = shown.length > 1 ? (width - LEFT - 8) / (shown.length - 1) : 0;
	const isOver = ({ seconds }: LockedOut) => seconds > TARGET_SECONDS;
	const over = lockOuts.filter(isOver).sort((one, other) => other.seconds - one.seconds);
	return {
		width,
		dots: shown.map((one, at) => ({ x: LEFT + at * step, y: y(one.seconds), isOver: isOver(one) })),
		ticks: Array.from({ length: decades + 1 }, (_, power) => ({
			says: `${(10 ** power).toLocaleString('en')} s`,
			y: y(10 ** power),
		})),
		...{ targetY: y(TARGET_SECONDS), target: TARGET_SECONDS },
		...{ met: lockOuts.length - over.length, of: lockOuts.length, over: over.slice(0, 3) },
		listed: shown.toReversed(),
	};
}
