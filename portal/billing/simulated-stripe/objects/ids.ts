import { randomBytes } from 'node:crypto';
import type Stripe from 'stripe';

/** An id as Stripe’s look, with its word in front. */
export const newId = (prefix: string): string =>
	`${prefix}_${randomBytes(12).toString('base64url').replaceAll(/[-_]/g, 'x')}`;

/** Seconds since 1970, as Stripe counts. */
export const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);

/** A list as the API gives it. */
export const listOf = <T>(data: T[], url: string, hasMore = false): Stripe.ApiList<T> => ({
	object: 'list',
	data,
	has_more: hasMore,
	url,
});

/** The same moment one period later; of a month that is shorter its last day. */
export function onePeriodAfter(start: number, interval: string, anchor: number): number {
	const from = new Date(start * 1000);
	const day = new Date(anchor * 1000).getUTCDate();
	const [years, months] = interval === 'year' ? [1, 0] : [0, 1];
	const year = from.getUTCFullYear() + years;
	const month = from.getUTCMonth() + months;
	const longest = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
	const next = new Date(from);
	next.setUTCDate(1);
	next.setUTCFullYear(year, month, Math.min(day, longest));
	return seconds(next);
}
