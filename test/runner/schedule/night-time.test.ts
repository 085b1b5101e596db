import { describe, expect, it } from 'vitest';
import { nextNight, nightTime } from '../../../runner/schedule/night-time';

const nights = (text: string, zone: string, from: string, count: number): string[] => {
	const night = nightTime(text, zone);
	const found: string[] = [];
	let after = new Date(from);
	while (found.length < count) {
		after = nextNight(night, after);
		found.push(after.toISOString());
	}
	return found;
};

describe('the time of a night', () => {
	it('is that of the zone, also where its day is another than in UTC', () => {
		expect(nights('03:30', 'Europe/Berlin', '2026-11-25T12:00:00Z', 2)).toEqual([
			'2026-11-26T02:30:00.000Z',
			'2026-11-27T02:30:00.000Z',
		]);
		expect(nights('03:30', 'Pacific/Auckland', '2026-11-25T12:00:00Z', 1)).toEqual([
			'2026-11-25T14:30:00.000Z',
		]);
		expect(nights('23:59', 'America/Los_Angeles', '2026-11-26T07:59:00.000Z', 1)).toEqual([
			'2026-11-27T07:59:00.000Z',
		]);
	});

	it('comes once a day, also where clocks skip it or show it twice', () => {
		expect(nights('02:30', 'Europe/Berlin', '2027-03-26T12:00:00Z', 3)).toEqual([
			'2027-03-27T01:30:00.000Z',
			'2027-03-28T01:00:00.000Z',
			'2027-03-29T00:30:00.000Z',
		]);
		expect(nights('02:30', 'Europe/Berlin', '2026-10-24T12:00:00Z', 2)).toEqual([
			'2026-10-25T00:30:00.000Z',
			'2026-10-26T01:30:00.000Z',
		]);
	});

	it('is refused in one line where it is none', () => {
		for (const text of ['', '24:00', '3:30', '03:60', '03:30:00', 'night']) {
			expect(() => nightTime(text)).toThrow(
				/^--sync-at .* is no time of day\. Write it as 03:30, or off\.$/,
			);
		}
		expect(() => nightTime('03:30', 'Berlin')).toThrow(/^--zone Berlin is no time zone\. /);
		expect(nightTime(' 03:30 ').zone).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
	});
});
