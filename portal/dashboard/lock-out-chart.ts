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
	/** How many of all were within the target: somebody who was not locked out was not. */
	readonly met: number;
	readonly of: number;
	/** The slowest of those over it, at most three. */
	readonly over: readonly Locked[];
	/** Whom their run did not lock out, the latest first. */
	readonly not: readonly LockedOut[];
	/** What the table lists: the newest first. */
	readonly listed: readonly LockedOut[];
}

/** One whose lock-out has a time. */
type Locked = LockedOut & { readonly seconds: number };

const [LEFT, TOP, BOTTOM] = [46, 12, 130];

/** @param all the oldest first @returns null where there is none */
export function lockOutChart(all: readonly LockedOut[], width: number): LockOutChart | null {
	if (all.length === 0) return null;
	const locked = all.filter((one): one is Locked => one.seconds !== null);
	const shown = locked.slice(-MOST_DOTS);
	const highest = Math.max(100, ...shown.map(({ seconds }) => seconds));
	const decades = Math.ceil(Math.log10(highest));
	const y = (seconds: number) =>
		BOTTOM - (Math.log10(Math.max(1, seconds)) / decades) * (BOTTOM - TOP);
	const step = shown.length > 1 ? (width - LEFT - 8) / (shown.length - 1) : 0;
	const isOver = ({ seconds }: Locked) => seconds > TARGET_SECONDS;
	const over = locked.filter(isOver).sort((one, other) => other.seconds - one.seconds);
	return {
		width,
		dots: shown.map((one, at) => ({ x: LEFT + at * step, y: y(one.seconds), isOver: isOver(one) })),
		ticks: Array.from({ length: decades + 1 }, (_, power) => ({
			says: `${(10 ** power).toLocaleString('en')} s`,
			y: y(10 ** power),
		})),
		...{ targetY: y(TARGET_SECONDS), target: TARGET_SECONDS },
		...{ met: locked.length - over.length, of: all.length, over: over.slice(0, 3) },
		not: all.filter(({ seconds }) => seconds === null).reverse(),
		listed: all.slice(-MOST_DOTS).reverse(),
	};
}
