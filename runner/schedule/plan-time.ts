import { ScheduleError } from './schedule-error';
import { parseWallTime, resolveWallTime, showOffset, showWallTime } from './wall-time';
import { offsetAt, zoneNamed } from './zone';

/** When an offboarding shall begin, resolved once and for all. */
export interface PlannedTime {
	/** What was asked for, `2026-12-24T18:00:00`, on the clocks of the zone. */
	readonly wallTime: string;
	/** IANA name. */
	readonly zone: string;
	/** The instant, ISO 8601 UTC. */
	readonly dueAt: string;
	/** Of the zone at that instant, `+01:00`. */
	readonly offset: string;
	readonly resolution: 'exact' | 'gap' | 'overlap';
}

/** Further ahead than that somebody has mistyped the year. */
const MOST_YEARS = 20;

/**
 * Turns `--at` and `--zone` into an instant.
 *
 * @throws ScheduleError for what is no time, no zone, in the past, or more than 20 years ahead
 */
export function planTime(at: string, zoneText: string, now: Date): PlannedTime {
	const wall = parseWallTime(at);
	const zone = zoneNamed(zoneText);
	const { instant, offset, resolution } = resolveWallTime(wall, zone);
	const dueAt = new Date(instant).toISOString();
	const shown = `--at ${at.trim()} in ${zone} is ${dueAt.replace('.000Z', 'Z')}`;
	if (instant <= now.getTime()) {
		throw new ScheduleError(
			`${shown}, which has passed: it is ${now.toISOString().slice(0, 19)}Z. To begin at once use offboardiq run.`,
			'passed',
		);
	}
	const latest = new Date(now);
	latest.setUTCFullYear(latest.getUTCFullYear() + MOST_YEARS);
	if (instant > latest.getTime()) {
		throw new ScheduleError(
			`${shown}, more than ${MOST_YEARS} years ahead. Check the year.`,
			'tooFar',
		);
	}
	return { wallTime: showWallTime(wall), zone, dueAt, offset: showOffset(offset), resolution };
}

/** What to tell about a time that the clocks skip or show twice; null where they do neither. */
export function planNote(time: PlannedTime): string | null {
	const wanted = time.wallTime.replace('T', ' ');
	if (time.resolution === 'gap') {
		return `Clocks in ${time.zone} skip ${wanted}. The first moment after is taken: ${localTime(time.dueAt, time.zone)}.`;
	}
	if (time.resolution === 'overlap') {
		return `Clocks in ${time.zone} show ${wanted} twice. The first time is taken, at UTC${time.offset}.`;
	}
	return null;
}

/** An instant as the clocks of a zone show it: `2026-12-24 18:00:00 (UTC+01:00)`. */
export function localTime(instant: string, zone: string): string {
	const at = Math.floor(Date.parse(instant) / 1_000) * 1_000;
	const offset = offsetAt(zone, at);
	return `${showWallTime(at + offset).replace('T', ' ')} (UTC${showOffset(offset)})`;
}
