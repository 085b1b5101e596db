import { describe, expect, it } from 'vitest';
import { MOST_ATTEMPTS, verdictOn } from '../../../portal/automations/retries';

const at = new Date('2026-11-26T12:00:00Z');
const answered = (status: number | null, retryAfter: string | null = null) => ({
	...{ status, retryAfter, mayRepeat: true },
});
const HOUR = 3_600_000;

describe('after a try', () => {
	it.each([200, 201, 202, 204, 299])('%i is delivered', (status) => {
		expect(verdictOn(answered(status), 1, at)).toEqual({ next: 'delivered' });
	});

	it.each([301, 302, 307, 308, 400, 401, 403, 404, 405, 409, 413, 415, 422, 451, 100])(
		'%i is final',
		(status) => {
			expect(verdictOn(answered(status), 1, at)).toEqual({ next: 'dead' });
		},
	);

	it.each([null, 408, 425, 429, 500, 502, 503, 504, 599])('%s is tried again', (status) => {
		expect(verdictOn(answered(status), 1, at, 0.5)).toEqual({ next: 'again', afterMs: 5_000 });
	});

	it('410 is gone, and a refused address is final', () => {
		expect(verdictOn(answered(410), 1, at)).toEqual({ next: 'gone' });
		const refused = { status: null, retryAfter: null, mayRepeat: false };
		expect(verdictOn(refused, 1, at)).toEqual({ next: 'dead' });
	});

	it('waits as Standard Webhooks suggests, a fifth more or less, ten times in all', () => {
		const waits: number[] = [];
		for (let attempts = 1; attempts < MOST_ATTEMPTS; attempts++) {
			const verdict = verdictOn(answered(500), attempts, at, 0.5);
			waits.push(verdict.next === 'again' ? verdict.afterMs : -1);
			for (const random of [0, 1]) {
				const other = verdictOn(answered(500), attempts, at, random);
				const ms = other.next === 'again' ? other.afterMs : -1;
				expect(ms / (waits.at(-1) ?? 1)).toBeCloseTo(random === 0 ? 0.8 : 1.2, 5);
			}
		}
		expect(waits).toEqual([
			...[5_000, 300_000, 1_800_000],
			...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR),
		]);
		expect(verdictOn(answered(500), MOST_ATTEMPTS, at)).toEqual({ next: 'dead' });
	});

	it.each([
		['120', 120_000],
		['Thu, 26 Nov 2026 12:10:00 GMT', 600_000],
		['999999999', 24 * HOUR],
		['-5', 5_000],
		['soon', 5_000],
		['', 5_000],
		['Thu, 26 Nov 2020 12:10:00 GMT', 5_000],
	])('heeds a Retry-After of %s', (text, afterMs) => {
		expect(verdictOn(answered(429, text), 1, at, 0.5)).toEqual({ next: 'again', afterMs });
	});
});
