import { ScheduleError } from './schedule-error';
import { resolveWallTime } from './wall-time';
import { offsetAt, zoneNamed } from './zone';

/** A time of day on the clocks of a zone. */
export interface NightTime {
	/** Milliseconds since midnight. */
	readonly timeOfDay: number;
	/** IANA name. */
	readonly zone: string;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * Reads `03:30`.
 *
 * @param zone IANA name; the zone of this machine when left out
 * @throws ScheduleError in one line for what is no time of day or no zone
 */
export function nightTime(text: string, zone?: string): NightTime {
	const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text.trim());
	if (!match) {
		throw new ScheduleError(
			`--sync-at ${text.trim() || '(empty)'} is no time of day. Write it as 03:30, or off.`,
			'time',
		);
	}
	const timeOfDay = (Number(match[1]) * 60 + Number(match[2])) * MINUTE;
	const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
	return { timeOfDay, zone: zone === undefined ? own : zoneNamed(zone) };
}

/** The first time after an instant that clocks show it; once a day, also where they show or skip it in between. */
export function nextNight({ timeOfDay, zone }: NightTime, after: Date): Date {
	const now = after.getTime();
	const today = Math.floor((now + offsetAt(zone, Math.floor(now / 1_000) * 1_000)) / DAY) * DAY;
	for (let day = today - DAY; ; day += DAY) {
		const { instant } = resolveWallTime(day + timeOfDay, zone);
		if (instant > now) return new Date(instant);
	}
}
