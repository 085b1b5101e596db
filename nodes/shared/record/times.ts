/** Times as the record writes them: UTC, to the tenth of a second where it matters. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `20 Nov 2026`; the text itself when it is no date. */
export function day(iso: string): string {
	const date = new Date(iso);
	if (Number.isNaN(date.getTime())) return iso;
	return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()}`;
}

/** `17:04:32.4`; the text itself when it is no date. */
export function clock(iso: string): string {
	const date = new Date(iso);
	return Number.isNaN(date.getTime()) ? iso : date.toISOString().slice(11, 21);
}

/** `17:04:32`, where it is written large. */
export function clockSeconds(iso: string): string {
	const date = new Date(iso);
	return Number.isNaN(date.getTime()) ? iso : date.toISOString().slice(11, 19);
}

/** `17:04:32.418`, for what is matched against other logs. */
export function clockMs(iso: string): string {
	const date = new Date(iso);
	return Number.isNaN(date.getTime()) ? iso : date.toISOString().slice(11, 23);
}

/** `20 Nov 2026, 17:04:32.4 UTC`. */
export function moment(iso: string): string {
	return Number.isNaN(new Date(iso).getTime()) ? iso : `${day(iso)}, ${clock(iso)} UTC`;
}

/** The time between two moments, e.g. `1.4 s` or `3 min 20 s`; null when either is no date. */
export function between(from: string, to: string): string | null {
	const ms = new Date(to).getTime() - new Date(from).getTime();
	if (Number.isNaN(ms) || ms < 0) return null;
	if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
	const seconds = Math.round(ms / 1000);
	return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** The latest of several moments; null when there is none. */
export function latest(moments: readonly (string | null)[]): string | null {
	const known = moments.filter((value): value is string => value !== null);
	return known.reduce<string | null>(
		(best, value) => (best === null || Date.parse(value) > Date.parse(best) ? value : best),
		null,
	);
}

/** The time on the clocks of a zone, `27 Nov 2026, 18:00:00 (UTC+01:00), Europe/Berlin`; in UTC where it was not kept. */
export function zoneMoment(iso: string, local?: string, zone?: string): string {
	const [, date, rest] = /^(\d{4}-\d{2}-\d{2}) (.+)$/.exec(local ?? '') ?? [];
	const shown = date && rest ? `${day(date)}, ${rest}` : moment(iso);
	return zone ? `${shown}, ${zone}` : shown;
}

/** Minutes as people say them: `7.2 min`, `3 h 12 min`, `2 d 4 h`; how far below zero is said by who writes it. */
export function minutesWords(minutes: number): string {
	const whole = Math.round(Math.abs(minutes));
	if (whole < 120) return `${Math.round(Math.abs(minutes) * 10) / 10} min`;
	const hours = Math.floor(whole / 60);
	if (hours < 48) return whole % 60 === 0 ? `${hours} h` : `${hours} h ${whole % 60} min`;
	const days = Math.floor(hours / 24);
	return hours % 24 === 0 ? `${days} d` : `${days} d ${hours % 24} h`;
}
