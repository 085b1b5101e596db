import { describe, expect, test } from 'vitest';
import { backOff, parseRetryAfter } from '../../../../nodes/shared/graph/retryAfter';

const NOW = new Date('2026-03-02T10:00:00.000Z');

describe('Retry-After', () => {
	test.each([
		['2', 2_000],
		[' 120 ', 120_000],
		['600', 600_000],
		['0.2', 1_000],
		['1.0001', 1_001],
		['Mon, 02 Mar 2026 10:00:05 GMT', 5_000],
		['Mon, 02 Mar 2026 10:10:00 GMT', 600_000],
	])('%s is %d ms', (header, milliseconds) => {
		expect(parseRetryAfter(header, NOW)).toBe(milliseconds);
	});

	test.each([
		null,
		undefined,
		'',
		'0',
		'0.0',
		'-5',
		'soon',
		'7 pm',
		'1e3',
		'120, 120',
		'9'.repeat(400),
		'Mon, 02 Mar 2026 09:59:55 GMT',
		'Mon, 02 Mar 2026 10:00:00 GMT',
		'Mon, 99 Foo 2026 10:00:00 GMT',
		'2026-03-02T10:00:05Z',
	])('%j leaves the wait to us', (header) => {
		expect(parseRetryAfter(header, NOW)).toBeNull();
	});
});

describe('waiting without being told', () => {
	test('doubles up to a minute and never goes below a second', () => {
		expect([1, 2, 3, 5, 6, 7, 60].map((attempt) => backOff(attempt, 0.999_999))).toEqual([
			2_000, 4_000, 8_000, 32_000, 60_000, 60_000, 60_000,
		]);
		expect([1, 7, 60].map((attempt) => backOff(attempt, 0))).toEqual([1_000, 1_000, 1_000]);
	});

	test('is spread, so that many clients do not come back together', () => {
		const waits = new Set(Array.from({ length: 20 }, () => backOff(6)));
		expect(waits.size).toBeGreaterThan(10);
	});
});
