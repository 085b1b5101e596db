import { fieldsOf, textOf, type Fields } from '../shared/graph';

/** A date and time of ISO 8601 with its zone: without one it would mean something else in every time zone. */
const ISO =
	/^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-](?:0\d|1[0-4]):?[0-5]\d)$/i;

const SHAPE = 'such as 2026-12-31T18:00:00Z or 2026-12-31T18:00:00+01:00';

/** When the replies end, checked before anything is sent. */
export type EndOption =
	| { readonly ok: true; /** Null: they go on. */ readonly end: Date | null }
	| { readonly ok: false; readonly problem: string };

/**
 * @param value what stands in the field: a date-time of ISO 8601 with `Z` or an offset; empty: no end
 * @param now the end must be later
 */
export function endIn(value: unknown, now: Date): EndOption {
	const text = textIn(value);
	if (text === '') return { ok: true, end: null };
	const [, day = '', hours, minutes, seconds = '00', zone] = ISO.exec(text) ?? [];
	if (zone === undefined) {
		const isZoneless = ISO.test(`${text}Z`);
		return refused(
			isZoneless
				? `Ends At has no time zone: add Z for UTC or an offset, ${SHAPE}.`
				: `Ends At is not a date and time with a time zone, ${SHAPE}.`,
		);
	}
	const offset = zone.toUpperCase().replace(/^([+-]\d\d):?(\d\d)$/, '$1:$2');
	const end = new Date(`${day}T${hours ?? ''}:${minutes ?? ''}:${seconds}${offset}`);
	if (Number.isNaN(end.getTime()) || !isOnCalendar(day)) {
		return refused('Ends At is not on the calendar or the clock.');
	}
	if (end <= now) return refused(`Ends At has passed already (${shortTime(end)}).`);
	return { ok: true, end };
}

/** "2026-12-31 18:00 UTC". */
export function shortTime(time: Date): string {
	return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A time as Graph wants it, to the second. */
export function graphTime(time: Date): { readonly dateTime: string; readonly timeZone: 'UTC' } {
	return { dateTime: time.toISOString().slice(0, 19), timeZone: 'UTC' };
}

/** True when a time in an answer is this one, to the second. One in another zone than UTC shows nothing. */
export function isAt(answer: unknown, time: Date): boolean {
	const found = timeIn(fieldsOf(answer));
	return (
		found !== null && Math.floor(found.getTime() / 1_000) === Math.floor(time.getTime() / 1_000)
	);
}

/** A time in an answer of Graph; null where it is missing or in a zone of which we know no offset. */
export function timeIn(answer: Fields): Date | null {
	const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.exec(textOf(answer, 'dateTime') ?? '')?.[0];
	const isUtc = /^(?:UTC|Etc\/(?:UTC|GMT)|tzone:\/\/Microsoft\/Utc)$/i.test(
		textOf(answer, 'timeZone') ?? '',
	);
	if (dateTime === undefined || !isUtc) return null;
	const time = new Date(`${dateTime}Z`);
	return Number.isNaN(time.getTime()) ? null : time;
}

/** An expression can give a date where a field holds text; as JSON it is ISO 8601. */
function textIn(value: unknown): string {
	if (value === undefined || value === null) return '';
	const text = typeof value === 'string' ? value : JSON.stringify(value).replace(/^"|"$/g, '');
	return text.trim();
}

/** JavaScript takes 30 February for 2 March. */
function isOnCalendar(day: string): boolean {
	const time = new Date(`${day}T00:00:00Z`);
	return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(day);
}

function refused(problem: string): EndOption {
	return { ok: false, problem: `${problem} Nothing was sent.` };
}
