import { localTime, planNote, planTime, ScheduleError, type PlannedTime } from '../../runner';
import type { FieldError } from '../http/form';

/** A time as somebody chose it in a form. */
export interface ChosenTime {
	/** What a field of type datetime-local sends: `2026-12-24T18:00`. */
	readonly at: string;
	/** IANA name. */
	readonly zone: string;
}

/** A time that can be planned, or what is wrong with it and where. */
export type TimeAnswer =
	| { readonly ok: true; readonly time: PlannedTime }
	| { readonly ok: false; readonly error: FieldError };

const WORDS = {
	time: ['at', 'Give a date and a time, such as 2026-12-24 18:00.'],
	zone: ['zone', 'Choose a time zone of the list.'],
	passed: ['at', 'This has passed. Choose a later time, or run it now.'],
	tooFar: ['at', 'This is more than 20 years ahead. Check the year.'],
} as const;

/** Resolves a chosen time once and for all, or says in which field what has to change. */
export function timeFrom({ at, zone }: ChosenTime, now: Date): TimeAnswer {
	try {
		// Some browsers send a space, and people type one.
		return { ok: true, time: planTime(at.trim().replace(' ', 'T'), zone, now) };
	} catch (error) {
		const words =
			error instanceof ScheduleError ? WORDS[error.problem as keyof typeof WORDS] : undefined;
		if (words === undefined) throw error;
		return { ok: false, error: { field: words[0], says: words[1] } };
	}
}

/** A planned time in all the ways in which people ask for it. */
export interface ShownTime {
	/** On the clocks of its zone: `2026-12-24 18:00`. */
	readonly local: string;
	readonly zone: string;
	/** Of the zone at that moment: `UTC+01:00`. */
	readonly offset: string;
	/** ISO 8601 UTC. */
	readonly iso: string;
	/** The same for people: `2026-12-24 17:00 UTC`. */
	readonly utc: string;
	/** `in 3 days`. */
	readonly from: string;
	/** What the clocks do that makes it another time than was typed; null where they do nothing. */
	readonly note: string | null;
}

export function shownTime(time: PlannedTime, now: Date): ShownTime {
	return {
		local: localTime(time.dueAt, time.zone).slice(0, 16),
		...{ zone: time.zone, offset: `UTC${time.offset}`, iso: time.dueAt },
		utc: `${time.dueAt.slice(0, 16).replace('T', ' ')} UTC`,
		...{ from: fromNow(time.dueAt, now), note: planNote(time) },
	};
}

const UNITS = [
	['day', 86_400_000],
	['hour', 3_600_000],
	['minute', 60_000],
] as const;

/** `in 3 days`, `2 hours ago`: in the largest unit of which there is at least one and a half. */
export function fromNow(iso: string, now: Date): string {
	const apart = Date.parse(iso) - now.getTime();
	const words = new Intl.RelativeTimeFormat('en', { numeric: 'always' });
	for (const [unit, milliseconds] of UNITS) {
		if (Math.abs(apart) >= 1.5 * milliseconds) {
			return words.format(Math.round(apart / milliseconds), unit);
		}
	}
	return apart >= 0 ? 'within a minute or so' : 'just now';
}

/** Every zone somebody may choose, by name. */
export const ZONES: readonly string[] = ['UTC', ...Intl.supportedValuesOf('timeZone')];
