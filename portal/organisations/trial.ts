const DAY_MS = 24 * 3_600_000;

/** How many days of the trial are left, counted up: 1 on its last day, 0 after it. */
export function daysLeft(endsAt: string, now: Date): number {
	return Math.max(0, Math.ceil((Date.parse(endsAt) - now.getTime()) / DAY_MS));
}

/** The line of the banner. */
export function trialWords(endsAt: string, now: Date): string {
	const days = daysLeft(endsAt, now);
	if (days === 0) return 'The trial has ended. Data and reports stay readable.';
	return `Trial, ${days} ${days === 1 ? 'day' : 'days'} left`;
}
