import { ScheduleError } from './schedule-error';
import { offsetAt } from './zone';

/** How a wall time became an instant. */
export interface ResolvedTime {
	/** Milliseconds since 1970. */
	readonly instant: number;
	/** Of the zone at that instant, milliseconds. */
	readonly offset: number;
	/**
	 * `exact`: it exists once. `gap`: clocks skip it, and the first instant after was taken. `overlap`: it exists twice,
	 * and the first was taken.
	 */
	readonly resolution: 'exact' | 'gap' | 'overlap';
}

const SHAPE = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?$/;
const HOUR = 3_600_000;
/** Wider than any zone is from UTC plus any jump of its clocks: 26 hours and a skipped day. */
const WINDOW_HOURS = 51;

/**
 * Reads `2026-12-24T18:00`, with seconds if somebody wants them.
 *
 * @param option what it was given for, for the message
 * @returns what the clock on the wall shows, as if it were UTC: milliseconds
 * @throws ScheduleError saying what is wrong with it
 */
export function parseWallTime(text: string, option = '--at'): number {
	const typed = text.trim();
	if (/(Z|[+-]\d{2}:?\d{2})$/i.test(typed.replace(/^\d{4}-\d{2}-\d{2}/, ''))) {
		throw new ScheduleError(
			`${option} ${typed} names an offset, and --zone names a zone: leave the offset out, ${option} 2026-12-24T18:00 is the time on the clocks of --zone.`,
			'time',
		);
	}
	const match = SHAPE.exec(typed);
	if (!match) {
		throw new ScheduleError(
			`${option} ${typed || '(empty)'} is no time. Write it as 2026-12-24T18:00, on the clocks of --zone.`,
			'time',
		);
	}
	const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
		.slice(1)
		.map((part) => Number(part ?? 0));
	const wall = Date.UTC(year, month - 1, day, hour, minute, second);
	const exists = showWallTime(wall) === `${typed}${match[6] === undefined ? ':00' : ''}`;
	if (exists) return wall;
	throw new ScheduleError(
		`${option} ${typed} does not exist in any calendar. Check day and hour.`,
		'time',
	);
}

/** `2026-12-24T18:00:00` of milliseconds as if they were UTC. */
export function showWallTime(wall: number): string {
	return new Date(wall).toISOString().slice(0, 19);
}

/** `+05:45`, with seconds where a zone has some. @param offset milliseconds */
export function showOffset(offset: number): string {
	const seconds = Math.abs(offset) / 1_000;
	const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
	const rest = seconds % 60 === 0 ? '' : `:${two(seconds % 60)}`;
	return `${offset < 0 ? '-' : '+'}${two(seconds / 3_600)}:${two((seconds / 60) % 60)}${rest}`;
}

/**
 * Finds the instant that a zone's clocks show a time at. Both doubtful cases are decided here and nowhere else:
 * libraries answer them differently, one even by the season in which it is asked.
 *
 * @param wall as `parseWallTime` gives it
 */
export function resolveWallTime(wall: number, zone: string): ResolvedTime {
	const offsets = offsetsAround(zone, wall);
	const instants = offsets
		.map((offset) => wall - offset)
		.filter((instant) => offsetAt(zone, instant) === wall - instant)
		.sort((a, b) => a - b);
	const [first] = instants;
	if (first === undefined) return firstAfterGap(zone, wall, offsets);
	const resolution = instants.length > 1 ? 'overlap' : 'exact';
	return { instant: first, offset: wall - first, resolution };
}

function offsetsAround(zone: string, wall: number): number[] {
	const offsets = new Set<number>();
	for (let hours = -WINDOW_HOURS; hours <= WINDOW_HOURS; hours += 3) {
		offsets.add(offsetAt(zone, wall + hours * HOUR));
	}
	return [...offsets];
}

/** The moment at which the clocks jump over the time: halving the span in which they do. */
function firstAfterGap(zone: string, wall: number, offsets: readonly number[]): ResolvedTime {
	let before = (wall - Math.max(...offsets)) / 1_000;
	let after = (wall - Math.min(...offsets)) / 1_000;
	while (after - before > 1) {
		const middle = Math.floor((before + after) / 2);
		const shown = middle * 1_000 + offsetAt(zone, middle * 1_000);
		if (shown < wall) before = middle;
		else after = middle;
	}
	const instant = after * 1_000;
	return { instant, offset: offsetAt(zone, instant), resolution: 'gap' };
}
