import { ScheduleError } from './schedule-error';

/** `Area/Place`, or UTC. Offsets and abbreviations such as CET say nothing about when clocks change. */
const IANA = /^([A-Za-z_]+(\/[A-Za-z0-9_+-]+)+|UTC)$/i;

const formatters = new Map<string, Intl.DateTimeFormat>();

/**
 * The zone as it is kept: with the capitals of the IANA name.
 *
 * @throws ScheduleError for what is no zone of the IANA database
 */
export function zoneNamed(text: string): string {
	const zone = text.trim();
	const known = Intl.supportedValuesOf('timeZone');
	const exact = known.find((name) => name.toLowerCase() === zone.toLowerCase());
	if (exact !== undefined) return exact;
	if (/^utc$/i.test(zone)) return 'UTC';
	// A newer or older name of a place that Intl knows under another one, such as Asia/Kathmandu.
	if (IANA.test(zone) && isUsable(zone)) return zone;
	throw new ScheduleError(
		`--zone ${zone || '(empty)'} is no time zone. Give a name of the IANA database, such as Europe/Berlin or America/New_York.`,
		'zone',
	);
}

function isUsable(zone: string): boolean {
	try {
		formatterOf(zone);
		return true;
	} catch {
		return false;
	}
}

/**
 * How far the clocks of a zone are ahead of UTC at an instant, by the time zone data of this Node.
 *
 * @param instant milliseconds since 1970, in whole seconds
 * @returns milliseconds
 */
export function offsetAt(zone: string, instant: number): number {
	const parts: Record<string, number> = {};
	for (const { type, value } of formatterOf(zone).formatToParts(instant)) {
		parts[type] = Number(value);
	}
	const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
	return Date.UTC(year, month - 1, day, hour, minute, second) - instant;
}

function formatterOf(zone: string): Intl.DateTimeFormat {
	const known = formatters.get(zone);
	if (known) return known;
	const numeric = 'numeric';
	const formatter = new Intl.DateTimeFormat('en-US', {
		...{ timeZone: zone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23' },
		...{ year: numeric, month: numeric, day: numeric },
		...{ hour: numeric, minute: numeric, second: numeric },
	});
	formatters.set(zone, formatter);
	return formatter;
}
