const DAY_MS = 24 * 3_600_000;
/** How long a trial is, and how many employees it covers. */
export const TRIAL_DAYS = 14;
export const TRIAL_EMPLOYEES = 10;

/** When the trial of somebody who signed up then ends. ISO 8601 UTC. */
export const trialEnd = (signedUpAt: string): string =>
	new Date(Date.parse(signedUpAt) + TRIAL_DAYS * DAY_MS).toISOString();

/** How many days of the trial are left, counted up: 1 on its last day, 0 after it. */
export function daysLeft(endsAt: string, now: Date): number {
	return Math.max(0, Math.ceil((Date.parse(endsAt) - now.getTime()) / DAY_MS));
}

/** The line that counts down. On the last day it names the minute: a day that is half gone is not a day. */
export function trialWords(endsAt: string, now: Date): string {
	const days = daysLeft(endsAt, now);
	if (days === 0) return `Trial ended ${dayOf(endsAt)}`;
	if (days === 1) return `Trial ends ${dayOf(endsAt)} at ${endsAt.slice(11, 16)} UTC`;
	return `Trial, ${days} days left, until ${dayOf(endsAt)}`;
}

const dayOf = (iso: string): string => iso.slice(0, 10);
